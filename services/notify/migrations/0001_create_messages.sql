-- Contacts, approved texts, messages and what became of them, and what notify knows of duty and absence.

-- A contact stays as it was sealed by its giver; it is opened only in the sender's memory. contact_id is the
-- citizen's contact, or the employee's person_id.
CREATE TABLE contact (
    contact_id uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('CITIZEN', 'STAFF')),
    sealed     text,
    given_at   timestamptz NOT NULL,
    erased_at  timestamptz,
    sequence   bigint NOT NULL,
    CONSTRAINT contact_is_sealed_or_erased CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
);

-- A text that was approved never changes; a new version takes its place from a day on.
CREATE TABLE template (
    purpose         text NOT NULL,
    channel         text NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'NOTICE')),
    language        text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
    version         integer NOT NULL CHECK (version > 0),
    subject         text,
    body            text NOT NULL,
    dlt_category    text CHECK (dlt_category IN ('TRANSACTIONAL', 'SERVICE_IMPLICIT', 'SERVICE_EXPLICIT',
                                                 'PROMOTIONAL', 'GOVERNMENT')),
    dlt_entity_id   text,
    dlt_header      text CHECK (dlt_header ~ '^[A-Z0-9]{6}(-[PSTG])?$'),
    dlt_template_id text,
    valid_from      date NOT NULL,
    valid_to        date,
    PRIMARY KEY (purpose, channel, language, version),
    CONSTRAINT template_validity_runs_forward CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT only_a_text_message_is_registered CHECK ((channel = 'SMS') = (dlt_category IS NOT NULL)),
    CONSTRAINT a_text_message_has_no_subject CHECK ((channel = 'SMS') = (subject IS NULL)),
    CONSTRAINT one_text_at_a_time EXCLUDE USING gist (
        purpose WITH =, channel WITH =, language WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

CREATE FUNCTION refuse_other_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an approved text does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER template_text_stays BEFORE UPDATE ON template
    FOR EACH ROW WHEN (OLD.body IS DISTINCT FROM NEW.body OR OLD.subject IS DISTINCT FROM NEW.subject)
    EXECUTE FUNCTION refuse_other_text();

-- One per event, purpose and addressee, so that a repeated event tells nobody twice. params holds ids, numbers
-- and dates, never what a citizen or an officer wrote.
CREATE TABLE message (
    message_id      uuid PRIMARY KEY,
    event_id        uuid NOT NULL,
    purpose         text NOT NULL,
    post_id         uuid,
    contact_id      uuid,
    person_id       uuid,
    recipient       uuid NOT NULL GENERATED ALWAYS AS (coalesce(post_id, contact_id, person_id)) STORED,
    language        text,
    params          jsonb NOT NULL,
    state           text NOT NULL DEFAULT 'CREATED'
                    CHECK (state IN ('CREATED', 'WAITING', 'SENDING', 'SENT', 'DELIVERED', 'TEMPORARY_FAILURE',
                                     'PERMANENT_FAILURE', 'TECHNICAL_FAILURE', 'CANCELLED')),
    due_at          timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    told_person     uuid,
    told_post       uuid,
    on_behalf_of    uuid,
    instead_of_post uuid,
    told_at         timestamptz,
    sent_at         timestamptz,
    failure         text,
    CONSTRAINT one_message_per_event UNIQUE (event_id, purpose, recipient),
    CONSTRAINT one_recipient CHECK (num_nonnulls(post_id, contact_id, person_id) = 1)
) WITH (fillfactor = 80);
CREATE INDEX message_due ON message (due_at) WHERE state IN ('CREATED', 'WAITING');
CREATE INDEX message_told ON message (told_person, told_at) WHERE told_person IS NOT NULL;
CREATE INDEX message_case ON message ((params ->> 'case_id')) WHERE params ->> 'case_id' IS NOT NULL;
CREATE INDEX message_contact ON message (contact_id) WHERE contact_id IS NOT NULL;

-- A one-time code, still sealed; it goes as soon as its message left or it expired.
CREATE TABLE message_secret (
    message_id uuid PRIMARY KEY REFERENCES message ON DELETE CASCADE,
    sealed     text NOT NULL,
    expires_at timestamptz NOT NULL
);

-- One attempt to deliver a message over a channel; its id is the reference under which the provider knows it.
-- due_at is when it may be taken, or while it is SENDING when its taker is given up for dead.
CREATE TABLE delivery (
    delivery_id         uuid PRIMARY KEY,
    message_id          uuid NOT NULL REFERENCES message ON DELETE CASCADE,
    channel             text NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'NOTICE')),
    attempt             integer NOT NULL CHECK (attempt > 0),
    state               text NOT NULL
                        CHECK (state IN ('CREATED', 'SENDING', 'SENT', 'DELIVERED', 'TEMPORARY_FAILURE',
                                         'PERMANENT_FAILURE', 'TECHNICAL_FAILURE', 'CANCELLED')),
    due_at              timestamptz NOT NULL,
    tries               integer NOT NULL DEFAULT 0,
    provider_message_id text,
    reason              text,
    code                text,
    created_at          timestamptz NOT NULL,
    sent_at             timestamptz,
    settled_at          timestamptz,
    CONSTRAINT one_delivery_per_attempt UNIQUE (message_id, channel, attempt)
) WITH (fillfactor = 80);
CREATE INDEX delivery_due ON delivery (channel, due_at) WHERE state IN ('CREATED', 'SENDING');
CREATE INDEX delivery_provider ON delivery (provider_message_id) WHERE provider_message_id IS NOT NULL;

-- Why a message did not go where it should; raised once and counted until it is over.
CREATE TABLE alarm (
    alarm_id   uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('POST_VACANT', 'ABSENT_WITHOUT_LINK_OFFICER', 'NOBODY_ABOVE')),
    post_id    uuid NOT NULL,
    up_post    uuid,
    times      integer NOT NULL DEFAULT 1,
    raised_at  timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    cleared_at timestamptz
);
CREATE UNIQUE INDEX one_open_alarm ON alarm (kind, post_id) WHERE cleared_at IS NULL;
CREATE INDEX alarm_raised_at ON alarm (raised_at);

-- What wfh announced: when staff may be disturbed, and who is away.
CREATE TABLE duty_hours (
    duty_hours_id uuid PRIMARY KEY,
    scope         text NOT NULL CHECK (scope IN ('STATE', 'DEPARTMENT', 'OFFICE', 'PERSON')),
    scope_id      text NOT NULL,
    weekdays      integer[] NOT NULL,
    starts        time NOT NULL,
    ends          time NOT NULL,
    valid_from    date NOT NULL,
    valid_to      date,
    order_number  text NOT NULL,
    sequence      bigint NOT NULL
);
CREATE INDEX duty_hours_scope ON duty_hours (scope, scope_id);

CREATE TABLE absence (
    absence_id uuid PRIMARY KEY,
    person_id  uuid NOT NULL,
    starts_on  date NOT NULL,
    ends_on    date NOT NULL,
    cancelled  boolean NOT NULL DEFAULT false,
    sequence   bigint NOT NULL
);
CREATE INDEX absence_person ON absence (person_id);
