-- name: take_number
-- The next number of a register; the row lock makes the numbers gap-free per office and year.
INSERT INTO register AS r (office_id, kind, classified, year, last)
VALUES (%(office_id)s, %(kind)s, %(classified)s, %(year)s, 1)
ON CONFLICT (office_id, kind, classified, year) DO UPDATE SET last = r.last + 1
RETURNING last;

-- name: count_waiting_from_internet
-- How many papers wait at a desk, and nothing else: all that the internet's role may ask.
SELECT count_waiting(%(post_id)s);

-- name: count_waiting
-- How many papers up to the zone's ceiling wait at a desk.
SELECT (SELECT count(*) FROM receipt
         WHERE marked_to = %(post_id)s AND state = 'MARKED' AND grade <= %(ceiling)s)
     + (SELECT count(*) FROM file
         WHERE holder_post = %(post_id)s AND state = 'OPEN' AND grade <= %(ceiling)s);

-- name: find_inbox
-- What lies at a desk, receipts and files together, oldest first, after a cursor.
SELECT kind, item_id, number, subject, medium, grade::text AS grade, priority, since, seen, case_id
  FROM inbox_item
 WHERE post_id = %(post_id)s AND grade <= %(ceiling)s
   AND (%(words)s = '' OR number ILIKE %(number_like)s
        OR search @@ (plainto_tsquery('hindi', %(words)s) || plainto_tsquery('english', %(words)s)
                      || plainto_tsquery('simple', %(words)s)))
   AND (%(after_at)s::timestamptz IS NULL OR (since, item_id) > (%(after_at)s::timestamptz, %(after_id)s::uuid))
 ORDER BY since, item_id
 LIMIT %(limit)s;

-- name: find_inbox_of_desks
-- What lies at several desks, in the wished order, after a cursor; each desk with the ceiling that holds there.
SELECT kind, item_id, post_id, number, subject, medium, grade, priority, since, seen, case_id, place FROM (
    SELECT kind, item_id, post_id, number, subject, medium, grade::text AS grade, priority, since, seen, case_id,
           CASE %(sort)s WHEN 'newest' THEN -extract(epoch FROM since)
                         WHEN 'urgent' THEN extract(epoch FROM since) - 1e11
                              * array_position(ARRAY['ORDINARY', 'PRIORITY', 'IMMEDIATE', 'TOP_PRIORITY'], priority)
                         ELSE extract(epoch FROM since) END AS place
      FROM inbox_item
     WHERE post_id = ANY(%(posts)s) AND grade <= %(ceiling)s
       AND (%(kind)s = '' OR kind = %(kind)s)
       AND (NOT %(unread)s OR NOT seen)
       AND (%(before)s::timestamptz IS NULL OR since < %(before)s::timestamptz)
       AND (%(words)s = '' OR number ILIKE %(number_like)s
            OR search @@ (plainto_tsquery('hindi', %(words)s) || plainto_tsquery('english', %(words)s)
                          || plainto_tsquery('simple', %(words)s)))
) AS waiting
 WHERE %(after_place)s::numeric IS NULL OR (place, item_id) > (%(after_place)s::numeric, %(after_id)s::uuid)
 ORDER BY place, item_id
 LIMIT %(limit)s;

-- name: count_inbox_of_desks
-- How much waits at each of several desks, how much of it was not opened yet, and how much lies too long.
SELECT post_id, count(*) AS waiting, count(*) FILTER (WHERE NOT seen) AS unread,
       count(*) FILTER (WHERE since < %(before)s::timestamptz) AS overdue
  FROM inbox_item
 WHERE post_id = ANY(%(posts)s) AND grade <= %(ceiling)s
 GROUP BY post_id;

-- name: find_desk_limit
-- How long a paper may stay with one official, as ordered for a day.
SELECT days, day_kind, order_number
  FROM desk_limit
 WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s);

-- name: add_receipt
-- A paper that got its diary number; the same natural key adds nothing.
INSERT INTO receipt (receipt_id, diary_number, office_id, department, year, serial, subject, medium, grade, language,
                     case_id, natural_key, state, marked_to, marked_at, diarised_at, diarised_post, search)
VALUES (%(receipt_id)s, %(diary_number)s, %(office_id)s, %(department)s, %(year)s, %(serial)s, %(subject)s, %(medium)s,
        %(grade)s, %(language)s, %(case_id)s, %(natural_key)s, 'MARKED', %(marked_to)s, %(at)s, %(at)s,
        %(diarised_post)s,
        CASE WHEN %(words)s <> '' THEN to_tsvector('hindi', %(words)s) || to_tsvector('english', %(words)s)
                                       || to_tsvector('simple', %(words)s) END);

-- name: find_receipt_by_natural_key
-- The receipt of a paper that was handed in before.
SELECT receipt_id, diary_number, office_id, department, subject, medium, grade, language, case_id, state, marked_to,
       marked_at, diarised_at, file_id
  FROM receipt WHERE natural_key = %(natural_key)s;

-- name: lock_natural_key
-- Two hand-ins of the same paper at the same moment wait for each other.
SELECT pg_advisory_xact_lock(hashtextextended(%(natural_key)s, 7));

-- name: find_receipt
-- A receipt up to the zone's ceiling.
SELECT receipt_id, diary_number, office_id, department, subject, medium, grade, language, case_id, state, marked_to,
       marked_at, diarised_at, file_id
  FROM receipt WHERE receipt_id = %(receipt_id)s AND grade <= %(ceiling)s;

-- name: find_receipt_for_update
-- The same, locked for an act.
SELECT receipt_id, diary_number, office_id, department, subject, medium, grade, language, case_id, state, marked_to,
       marked_at, diarised_at, file_id
  FROM receipt WHERE receipt_id = %(receipt_id)s AND grade <= %(ceiling)s
   FOR UPDATE;

-- name: find_desks_of_receipt
-- The desks a receipt was marked to, and those its file was at.
SELECT to_post AS post_id FROM marking WHERE receipt_id = %(receipt_id)s
 UNION
SELECT m.to_post
  FROM movement m JOIN receipt r USING (file_id)
 WHERE r.receipt_id = %(receipt_id)s
   AND NOT EXISTS (SELECT 1 FROM movement b
                    WHERE b.file_id = m.file_id AND b.position = m.position + 1 AND b.kind = 'PULLED_BACK');

-- name: save_receipt
-- Where the receipt lies now.
UPDATE receipt
   SET state = %(state)s, marked_to = %(marked_to)s, marked_at = %(marked_at)s, file_id = %(file_id)s,
       seen_at = CASE WHEN marked_to = %(marked_to)s THEN seen_at END
 WHERE receipt_id = %(receipt_id)s;

-- name: save_receipt_seen
-- The desk to which a receipt is marked opened it; the first opening counts.
UPDATE receipt SET seen_at = %(at)s
 WHERE receipt_id = %(receipt_id)s AND marked_to = %(post_id)s AND seen_at IS NULL;

-- name: add_marking
-- A line of the receipt's way from desk to desk.
INSERT INTO marking (marking_id, receipt_id, from_post, to_post, at, by_person, for_person)
VALUES (%(marking_id)s, %(receipt_id)s, %(from_post)s, %(to_post)s, %(at)s, %(by_person)s, %(for_person)s);

-- name: find_markings
-- The way of a receipt from desk to desk, oldest first.
SELECT from_post, to_post, at, by_person, for_person
  FROM marking WHERE receipt_id = %(receipt_id)s
 ORDER BY at, marking_id;

-- name: add_sender
-- Who wrote a paper that came over the counter; personal data, kept apart.
INSERT INTO receipt_sender (receipt_id, name, address, letter_number, letter_on)
VALUES (%(receipt_id)s, %(name)s, %(address)s, %(letter_number)s, %(letter_on)s);

-- name: find_sender
-- Who wrote a paper that came over the counter.
SELECT name, address, letter_number, letter_on FROM receipt_sender WHERE receipt_id = %(receipt_id)s;

-- name: add_external_ref
-- The number of the same paper in another system.
INSERT INTO external_ref (receipt_id, system, number) VALUES (%(receipt_id)s, %(system)s, %(number)s);

-- name: find_external_refs
-- The numbers of a receipt in other systems.
SELECT system, number FROM external_ref WHERE receipt_id = %(receipt_id)s ORDER BY system;

-- name: add_file
-- A new file at the desk that opened it.
INSERT INTO file (file_id, number, office_id, department, head, year, serial, subject, medium, grade, language, case_id,
                  state, version, opened_by_post, opened_at, holder_post, held_since, seen_at, priority, search)
VALUES (%(file_id)s, %(number)s, %(office_id)s, %(department)s, %(head)s, %(year)s, %(serial)s, %(subject)s, %(medium)s,
        %(grade)s, %(language)s, %(case_id)s, 'OPEN', 1, %(holder_post)s, %(at)s, %(holder_post)s, %(at)s, %(at)s,
        'ORDINARY',
        CASE WHEN %(words)s <> '' THEN to_tsvector('hindi', %(words)s) || to_tsvector('english', %(words)s)
                                       || to_tsvector('simple', %(words)s) END);

-- name: find_file
-- A file up to the zone's ceiling.
SELECT file_id, number, office_id, department, subject, medium, grade, language, case_id, state, version,
       opened_by_post, opened_at, holder_post, sent_from, held_since, seen_at, priority, closed_at
  FROM file WHERE file_id = %(file_id)s AND grade <= %(ceiling)s;

-- name: find_files_at_desk
-- The open files at a desk on which a receipt of some grade and medium may be put, the last opened first.
SELECT file_id, number, subject
  FROM file
 WHERE holder_post = %(post_id)s AND state = 'OPEN' AND grade <= %(ceiling)s AND grade >= %(grade)s
   AND medium = %(medium)s
 ORDER BY opened_at DESC, file_id
 LIMIT %(limit)s;

-- name: find_receipts_of_file
-- The receipts that were put on a file.
SELECT receipt_id, diary_number, subject, grade, diarised_at
  FROM receipt WHERE file_id = %(file_id)s
 ORDER BY diarised_at, receipt_id;

-- name: find_file_for_update
-- The same, locked for an act.
SELECT file_id, number, office_id, department, subject, medium, grade, language, case_id, state, version,
       opened_by_post, opened_at, holder_post, sent_from, held_since, seen_at, priority, closed_at
  FROM file WHERE file_id = %(file_id)s AND grade <= %(ceiling)s
   FOR UPDATE;

-- name: find_ended_desks
-- Posts that ended and at which something still lies.
SELECT p.post_id
  FROM directory_post p
 WHERE p.valid_to < %(on)s
   AND (EXISTS (SELECT 1 FROM file f WHERE f.holder_post = p.post_id AND f.state = 'OPEN')
        OR EXISTS (SELECT 1 FROM file f WHERE f.holder_post = p.post_id AND f.state = 'CLOSED')
        OR EXISTS (SELECT 1 FROM receipt r WHERE r.marked_to = p.post_id AND r.state = 'MARKED'))
 ORDER BY p.valid_to, p.post_id;

-- name: find_left_files
-- Files at a desk that ended, locked; what somebody is just at work on is left for the next look.
SELECT file_id, number, office_id, department, subject, medium, grade, language, case_id, state, version,
       opened_by_post, opened_at, holder_post, sent_from, held_since, seen_at, priority, closed_at
  FROM file WHERE holder_post = %(post_id)s
 LIMIT %(limit)s
   FOR UPDATE SKIP LOCKED;

-- name: find_left_receipts
-- Receipts that are still marked to a desk that ended, locked.
SELECT receipt_id, diary_number, office_id, department, subject, medium, grade, language, case_id, state, marked_to,
       marked_at, diarised_at, file_id
  FROM receipt WHERE marked_to = %(post_id)s AND state = 'MARKED'
 LIMIT %(limit)s
   FOR UPDATE SKIP LOCKED;

-- name: pass_note_on
-- The note in the making is finished at another desk.
UPDATE note SET author_post = %(post_id)s WHERE file_id = %(file_id)s AND state = 'YELLOW';

-- name: find_desks_of_file
-- The desks a file was at: those who need to know it. From where it was pulled back unopened, nobody does.
SELECT DISTINCT m.to_post AS post_id
  FROM movement m
 WHERE m.file_id = %(file_id)s
   AND NOT EXISTS (SELECT 1 FROM movement b
                    WHERE b.file_id = m.file_id AND b.position = m.position + 1 AND b.kind = 'PULLED_BACK');

-- name: save_file
-- Where the file is now, if nobody changed it meanwhile.
UPDATE file
   SET holder_post = %(holder_post)s, sent_from = %(sent_from)s, held_since = %(held_since)s, seen_at = %(seen_at)s,
       priority = %(priority)s, state = %(state)s, closed_at = %(closed_at)s, version = %(version)s
 WHERE file_id = %(file_id)s AND version = %(version)s - 1;

-- name: add_movement
-- The next line of the movement register.
INSERT INTO movement (movement_id, file_id, position, kind, from_post, to_post, remark, priority, at, by_person,
                      for_person)
SELECT %(movement_id)s, %(file_id)s, count(*) + 1, %(kind)s, %(from_post)s, %(to_post)s, %(remark)s, %(priority)s,
       %(at)s, %(by_person)s, %(for_person)s
  FROM movement WHERE file_id = %(file_id)s;

-- name: find_movements
-- The way of a file, oldest first, with the names of the desks.
SELECT m.position, m.kind, m.from_post, m.to_post, m.remark, m.priority, m.at, m.by_person, m.for_person,
       p.name_en AS to_name_en, p.name_hi AS to_name_hi
  FROM movement m LEFT JOIN directory_post p ON p.post_id = m.to_post
 WHERE m.file_id = %(file_id)s
 ORDER BY m.position;

-- name: add_note
-- A yellow note, with the next number of the note sheet.
INSERT INTO note (note_id, file_id, number, state, body, author_post, author_person, for_person, by_officer, written_at)
SELECT %(note_id)s, %(file_id)s, count(*) + 1, 'YELLOW', %(body)s, %(author_post)s, %(author_person)s, %(for_person)s,
       %(by_officer)s, %(at)s
  FROM note WHERE file_id = %(file_id)s
RETURNING note_id, file_id, number, state, body, author_post, author_person, for_person, by_officer, written_at,
          frozen_at, digest;

-- name: find_note_sheet
-- All notes of a file in their order. Yellow ones only for the desk that writes them.
SELECT note_id, file_id, number, state, body, author_post, author_person, for_person, by_officer, written_at,
       frozen_at, digest
  FROM note
 WHERE file_id = %(file_id)s AND (state = 'GREEN' OR author_post = %(post_id)s)
 ORDER BY number;

-- name: find_note
-- One note of a note sheet.
SELECT note_id, file_id, number, state, body, author_post, author_person, for_person, by_officer, written_at,
       frozen_at, digest
  FROM note WHERE note_id = %(note_id)s;

-- name: find_yellow_note
-- The note that is being written on a file.
SELECT note_id, file_id, number, state, body, author_post, author_person, for_person, by_officer, written_at,
       frozen_at, digest
  FROM note WHERE file_id = %(file_id)s AND state = 'YELLOW';

-- name: find_last_digest
-- The digest of the newest green note of a file.
SELECT digest FROM note WHERE file_id = %(file_id)s AND state = 'GREEN' ORDER BY number DESC LIMIT 1;

-- name: has_officers_note
-- Whether an officer's note went out with the file.
SELECT EXISTS (SELECT 1 FROM note WHERE file_id = %(file_id)s AND state = 'GREEN' AND by_officer);

-- name: has_note_of_another_officer
-- Whether the note of another officer, at another desk, went out with the file; who holds two desks is one officer.
SELECT EXISTS (SELECT 1 FROM note
                WHERE file_id = %(file_id)s AND state = 'GREEN' AND by_officer AND author_post <> %(post_id)s
                  AND author_person <> %(person_id)s);

-- name: save_note
-- A yellow note's new text, or a note turning green.
UPDATE note
   SET body = %(body)s, author_person = %(author_person)s, for_person = %(for_person)s, written_at = %(written_at)s,
       state = %(state)s, frozen_at = %(frozen_at)s, digest = %(digest)s
 WHERE note_id = %(note_id)s;

-- name: take_places
-- The first of so many new places on a file's correspondence side; a number is never given twice.
UPDATE file SET places = places + %(count)s WHERE file_id = %(file_id)s RETURNING places - %(count)s + 1 AS first;

-- name: count_covered
-- How many papers lie in a file's confidential cover.
SELECT count(*) FROM document WHERE file_id = %(file_id)s AND cover;

-- name: count_of_receipt
-- How many papers a receipt has, whatever their grade.
SELECT count(*) FROM document WHERE receipt_id = %(receipt_id)s;

-- name: add_document
-- A paper whose bytes are already in the blob store, at its place of the file.
INSERT INTO document (document_id, receipt_id, file_id, cover, position, kind, grade, sha256, size, media_type, filename,
                      wrapped_key, origin_id, added_at, added_post)
VALUES (%(document_id)s, %(receipt_id)s, %(file_id)s, %(cover)s, %(position)s, %(kind)s, %(grade)s, %(sha256)s, %(size)s,
        %(media_type)s, %(filename)s, %(wrapped_key)s, %(origin_id)s, %(at)s, %(added_post)s)
RETURNING document_id, receipt_id, file_id, cover, position, kind, grade, sha256, size, media_type, filename, added_at;

-- name: put_documents_on_file
-- The papers of a receipt, the petition first, at the next places of the file's correspondence side.
UPDATE document
   SET file_id = %(file_id)s, position = placed.position + %(first)s - 1
  FROM (SELECT document_id, row_number() OVER (ORDER BY kind <> 'PETITION', added_at, document_id) AS position
          FROM document WHERE receipt_id = %(receipt_id)s) AS placed
 WHERE document.document_id = placed.document_id;

-- name: save_document_grade
-- A paper's new grade.
UPDATE document SET grade = %(grade)s WHERE document_id = %(document_id)s;

-- name: raise_documents_of_file
-- What lies on a file is graded at least as the file is.
UPDATE document SET grade = %(grade)s WHERE file_id = %(file_id)s AND grade < %(grade)s;

-- name: save_receipt_grade
-- A receipt's new grade; what is classified is not searched by its words.
UPDATE receipt
   SET grade = %(grade)s,
       search = CASE WHEN %(words)s <> '' THEN to_tsvector('hindi', %(words)s) || to_tsvector('english', %(words)s)
                                              || to_tsvector('simple', %(words)s) END
 WHERE receipt_id = %(receipt_id)s;

-- name: save_file_grade
-- A file's new grade; what is classified is not searched by its words.
UPDATE file
   SET grade = %(grade)s, version = version + 1,
       search = CASE WHEN %(words)s <> '' THEN to_tsvector('hindi', %(words)s) || to_tsvector('english', %(words)s)
                                              || to_tsvector('simple', %(words)s) END
 WHERE file_id = %(file_id)s;

-- name: add_grade_change
-- Who changed which grade, and why.
INSERT INTO grade_change (change_id, file_id, document_id, from_grade, to_grade, reason, at, by_post, by_person, for_person)
VALUES (%(change_id)s, %(file_id)s, %(document_id)s, %(from_grade)s, %(to_grade)s, %(reason)s, %(at)s, %(by_post)s,
        %(by_person)s, %(for_person)s);

-- name: find_grade_changes
-- The changes of grades on a file that may be read in this zone, oldest first.
SELECT c.change_id, c.document_id, c.from_grade, c.to_grade, c.reason, c.at, c.by_post, c.by_person, c.for_person,
       d.position, d.cover
  FROM grade_change c LEFT JOIN document d USING (document_id)
 WHERE c.file_id = %(file_id)s AND greatest(c.from_grade, c.to_grade) <= %(ceiling)s
   AND (c.document_id IS NULL OR d.grade <= %(ceiling)s)
 ORDER BY c.at, c.change_id;

-- name: find_documents_of_receipt
-- The papers of a receipt up to the zone's ceiling, the petition first.
SELECT document_id, receipt_id, file_id, cover, position, kind, grade, sha256, size, media_type, filename, added_at
  FROM document WHERE receipt_id = %(receipt_id)s AND grade <= %(ceiling)s
 ORDER BY kind <> 'PETITION', added_at, document_id;

-- name: find_documents_of_file
-- The correspondence of a file up to the zone's ceiling, the confidential cover last.
SELECT document_id, receipt_id, file_id, cover, position, kind, grade, sha256, size, media_type, filename, added_at
  FROM document WHERE file_id = %(file_id)s AND grade <= %(ceiling)s
 ORDER BY cover, position;

-- name: find_document
-- One paper up to the zone's ceiling, with the key to it as it is kept.
SELECT document_id, receipt_id, file_id, cover, position, kind, grade, sha256, size, media_type, filename, added_at,
       wrapped_key
  FROM document WHERE document_id = %(document_id)s AND grade <= %(ceiling)s;

-- name: find_named_blobs
-- Which of some addresses a row names.
SELECT DISTINCT sha256 FROM document WHERE sha256 = ANY(%(addresses)s);

-- name: add_draft
-- A letter in the making.
INSERT INTO draft (draft_id, file_id, state, language, created_at)
VALUES (%(draft_id)s, %(file_id)s, 'DRAFT', %(language)s, %(at)s);

-- name: add_draft_version
-- Another version; the ones before it stay.
INSERT INTO draft_version (draft_id, version, addressee, subject, body, author_post, author_person, for_person,
                           written_at)
VALUES (%(draft_id)s, %(version)s, %(addressee)s, %(subject)s, %(body)s, %(author_post)s, %(author_person)s,
        %(for_person)s, %(at)s);

-- name: find_draft
-- One draft of a file.
SELECT draft_id, file_id, state, language, approved_version, approved_post, approved_person
  FROM draft WHERE draft_id = %(draft_id)s;

-- name: find_draft_for_update
-- A draft, locked for an act.
SELECT draft_id, file_id, state, language, approved_version, approved_post, approved_person
  FROM draft WHERE draft_id = %(draft_id)s
   FOR UPDATE;

-- name: find_drafts_of_file
-- The drafts of a file, oldest first.
SELECT draft_id, file_id, state, language, approved_version, approved_post, approved_person
  FROM draft WHERE file_id = %(file_id)s
 ORDER BY created_at, draft_id;

-- name: find_draft_versions
-- All versions of some drafts, oldest first.
SELECT draft_id, version, addressee, subject, body, author_post, author_person, for_person, written_at
  FROM draft_version WHERE draft_id = ANY(%(draft_ids)s)
 ORDER BY draft_id, version;

-- name: save_approval
-- The version that was approved, and by whom.
UPDATE draft
   SET state = 'APPROVED', approved_version = %(approved_version)s, approved_at = %(at)s,
       approved_post = %(approved_post)s, approved_person = %(approved_person)s, approved_for = %(approved_for)s
 WHERE draft_id = %(draft_id)s;

-- name: save_issued
-- The letter has left.
UPDATE draft SET state = 'ISSUED' WHERE draft_id = %(draft_id)s;

-- name: add_dispatch
-- A line of the dispatch register.
INSERT INTO dispatch (dispatch_id, dispatch_number, office_id, year, serial, file_id, draft_id, document_id, case_id,
                      issued_at, issued_post, issued_person, for_person)
VALUES (%(dispatch_id)s, %(dispatch_number)s, %(office_id)s, %(year)s, %(serial)s, %(file_id)s, %(draft_id)s,
        %(document_id)s, %(case_id)s, %(at)s, %(issued_post)s, %(issued_person)s, %(for_person)s);

-- name: find_dispatches
-- The dispatch register of an office, newest first, before a cursor; only of files up to the zone's ceiling.
SELECT d.dispatch_id, d.dispatch_number, d.file_id, f.number AS file_number, d.draft_id, d.document_id, d.case_id,
       d.issued_at, d.issued_post
  FROM dispatch d JOIN file f USING (file_id)
 WHERE d.office_id = %(office_id)s AND f.grade <= %(ceiling)s
   AND (%(after_at)s::timestamptz IS NULL
        OR (d.issued_at, d.dispatch_id) < (%(after_at)s::timestamptz, %(after_id)s::uuid))
 ORDER BY d.issued_at DESC, d.dispatch_id DESC
 LIMIT %(limit)s;

-- name: find_dispatches_of_file
-- What was issued from a file.
SELECT dispatch_id, dispatch_number, file_id, draft_id, document_id, case_id, issued_at, issued_post
  FROM dispatch WHERE file_id = %(file_id)s
 ORDER BY issued_at, dispatch_id;

-- name: find_desks_to_send_to
-- The desks that exist on a day, with who answers for each: one step up, then the own office, then the department.
SELECT p.post_id, p.code, p.name_en, p.name_hi, h.name_en AS holder_en, h.name_hi AS holder_hi,
       CASE WHEN p.post_id = own.reports_to THEN 1 WHEN p.office_id = own.office_id THEN 2 ELSE 3 END AS nearness
  FROM directory_post own
  JOIN directory_post p ON p.department = own.department OR p.office_id = own.office_id OR p.post_id = own.reports_to
  LEFT JOIN LATERAL (
        SELECT person.name_en, person.name_hi
          FROM directory_charge c JOIN directory_person person USING (person_id)
         WHERE c.post_id = p.post_id AND c.kind IN ('SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER')
           AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s) AND person.state = 'ACTIVE'
         ORDER BY array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER'], c.kind), c.valid_from DESC
         LIMIT 1) AS h ON true
 WHERE own.post_id = %(post_id)s AND p.post_id <> own.post_id
   AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
 ORDER BY nearness, p.rank_level, p.code
 LIMIT %(limit)s;
