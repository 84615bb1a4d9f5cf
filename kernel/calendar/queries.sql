-- name: save_rule
-- The newest known form of a rule; an older sequence of it changes nothing.
INSERT INTO calendar_rule (rule_id, scope, scope_id, kind, weekday, ordinals, on_date, working, opens, closes,
                           name_en, name_hi, valid_from, valid_to, order_number, sequence)
VALUES (%(rule_id)s, %(scope)s, %(scope_id)s, %(kind)s, %(weekday)s, %(ordinals)s::integer[], %(on)s, %(working)s,
        %(opens)s, %(closes)s, %(name_en)s, %(name_hi)s, %(valid_from)s, %(valid_to)s, %(order_number)s,
        %(sequence)s)
ON CONFLICT (rule_id) DO UPDATE
   SET scope = EXCLUDED.scope, scope_id = EXCLUDED.scope_id, kind = EXCLUDED.kind, weekday = EXCLUDED.weekday,
       ordinals = EXCLUDED.ordinals, on_date = EXCLUDED.on_date, working = EXCLUDED.working,
       opens = EXCLUDED.opens, closes = EXCLUDED.closes, name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi,
       valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to, order_number = EXCLUDED.order_number,
       sequence = EXCLUDED.sequence
 WHERE calendar_rule.sequence <= EXCLUDED.sequence;

-- name: find_rules
-- The rules that reach a place between two dates: the state's, and those of every area, department and office
-- above it. A place that the directory does not know yet still finds the rules made for itself.
WITH RECURSIVE
    area AS (
        SELECT %(area)s::text AS code, 0 AS distance
        UNION ALL
        SELECT known.parent, area.distance + 1
          FROM area JOIN directory_area known ON known.code = area.code
         WHERE known.parent IS NOT NULL AND area.distance < 10),
    department AS (
        SELECT %(department)s::text AS code, 0 AS distance
        UNION ALL
        SELECT known.parent, department.distance + 1
          FROM department JOIN directory_department known ON known.code = department.code
         WHERE known.parent IS NOT NULL AND department.distance < 10),
    office AS (
        SELECT %(office_id)s::uuid AS office_id, 0 AS distance
        UNION ALL
        SELECT known.parent_id, office.distance + 1
          FROM office JOIN directory_office known ON known.office_id = office.office_id
         WHERE known.parent_id IS NOT NULL AND office.distance < 10),
    place AS (
        SELECT 'DISTRICT' AS scope, code, distance FROM area
        UNION ALL
        SELECT 'DEPARTMENT', code, distance FROM department
        UNION ALL
        SELECT 'OFFICE', office_id::text, distance FROM office
        UNION ALL
        SELECT 'OFFICE_KIND', known.kind, 0 FROM directory_office known WHERE known.office_id = %(office_id)s)
SELECT rule.rule_id, rule.scope, rule.scope_id, rule.kind, rule.weekday, rule.ordinals, rule.on_date, rule.working,
       rule.opens, rule.closes, rule.name_en, rule.name_hi, rule.valid_from, rule.valid_to, rule.order_number,
       coalesce(place.distance, 0) AS distance
  FROM calendar_rule rule
  LEFT JOIN place ON place.scope = rule.scope AND place.code = rule.scope_id
 WHERE (rule.scope = 'STATE' OR place.code IS NOT NULL)
   AND rule.valid_from <= %(last)s AND (rule.valid_to IS NULL OR rule.valid_to >= %(first)s)
   AND (rule.on_date IS NULL OR rule.on_date BETWEEN %(first)s AND %(last)s);

-- name: find_rule
-- One rule as it now stands.
SELECT rule_id, scope, scope_id, kind, weekday, ordinals, on_date, working, opens, closes, name_en, name_hi,
       valid_from, valid_to, order_number, 0 AS distance
  FROM calendar_rule
 WHERE rule_id = %(rule_id)s;
