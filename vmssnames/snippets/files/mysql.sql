%% decode
DROP FUNCTION IF EXISTS vmss_id;
CREATE FUNCTION vmss_id(name LONGTEXT CHARACTER SET utf8mb4) RETURNS BIGINT
DETERMINISTIC NO SQL
RETURN CASE
  WHEN LENGTH(name) BETWEEN 7 AND 64
    AND LENGTH(name) = CHAR_LENGTH(name) -- ASCII only: collations fold more
    AND name NOT RLIKE '[^0-9A-Za-z-]'   -- $ would accept a line end
    AND LEFT(name, 1) <> '-'
    AND LOCATE('-', RIGHT(name, 6)) = 0
{{#prefix}}
    AND LOWER(LEFT(name, LENGTH(name) - 6)) = {{prefix}}
{{/prefix}}
  THEN CAST(CONV(RIGHT(name, 6), 36, 10) AS SIGNED) END;
-- SELECT host, vmss_id(host) FROM logs;
%% split
DROP FUNCTION IF EXISTS vmss_prefix;
CREATE FUNCTION vmss_prefix(name LONGTEXT CHARACTER SET utf8mb4) RETURNS VARCHAR(58) CHARACTER SET utf8mb4
DETERMINISTIC NO SQL
RETURN CASE WHEN vmss_id(name) IS NOT NULL THEN LEFT(name, LENGTH(name) - 6) END;
-- SELECT host, vmss_prefix(host), vmss_id(host) FROM logs;
%% encode
DROP FUNCTION IF EXISTS vmss_name;
CREATE FUNCTION vmss_name(prefix LONGTEXT CHARACTER SET utf8mb4, id LONGTEXT CHARACTER SET utf8mb4)
RETURNS VARCHAR(64) CHARACTER SET utf8mb4
DETERMINISTIC NO SQL
RETURN CASE
  WHEN LENGTH(id) BETWEEN 1 AND 10 AND id NOT RLIKE '[^0-9]' -- no fractions, no words
    AND CAST(id AS UNSIGNED) BETWEEN 0 AND 2176782335
    AND LENGTH(prefix) BETWEEN 1 AND 58
    AND LENGTH(prefix) = CHAR_LENGTH(prefix)
    AND prefix NOT RLIKE '[^0-9A-Za-z-]'
    AND LEFT(prefix, 1) <> '-'
  THEN CONCAT(prefix, LPAD(CONV(CAST(id AS UNSIGNED), 10, 36), 6, '0')) END;
-- SELECT vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
DROP TABLE IF EXISTS vmss_scale_sets;
CREATE TABLE vmss_scale_sets (
  prefix VARCHAR(58) CHARACTER SET utf8mb4 PRIMARY KEY,
  scale_set VARCHAR(64) CHARACTER SET utf8mb4 NOT NULL
);
INSERT INTO vmss_scale_sets VALUES
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
;
-- SELECT host, vmss_scale_sets.scale_set, vmss_id(host) AS instance_id,
--   CONCAT(vmss_scale_sets.scale_set, '_', vmss_id(host)) AS vm_name
-- FROM logs LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = vmss_prefix(host);
