%% decode
DROP VIEW IF EXISTS temp.vmss_hosts;
CREATE TEMPORARY VIEW vmss_hosts AS
WITH checked AS (
  SELECT host, upper(substr(host, -6)) AS digits, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ' AS d,
    CASE WHEN typeof(host) = 'text'
      AND length(host) BETWEEN 7 AND 64
      AND length(host) = length(CAST(host AS BLOB)) -- ASCII only, and no NUL
      AND host NOT GLOB '*[^0-9A-Za-z-]*'
      AND host NOT GLOB '-*'
      AND substr(host, -6) NOT GLOB '*-*'
{{#prefix}}
      AND lower(substr(host, 1, length(host) - 6)) = {{prefix}}
{{/prefix}}
    THEN substr(host, 1, length(host) - 6) END COLLATE NOCASE AS prefix
  FROM hosts
)
SELECT host, prefix, CASE WHEN prefix IS NOT NULL THEN
    (instr(d, substr(digits, 1, 1)) - 1) * 60466176 + (instr(d, substr(digits, 2, 1)) - 1) * 1679616
  + (instr(d, substr(digits, 3, 1)) - 1) * 46656 + (instr(d, substr(digits, 4, 1)) - 1) * 1296
  + (instr(d, substr(digits, 5, 1)) - 1) * 36 + instr(d, substr(digits, 6, 1)) - 1
  END AS instance_id
FROM checked;
-- From a table or view hosts with a column host:
-- SELECT host, prefix, instance_id FROM vmss_hosts;
%% split
%% encode
DROP VIEW IF EXISTS temp.vmss_names;
CREATE TEMPORARY VIEW vmss_names AS
SELECT prefix, instance_id, CASE
  WHEN typeof(instance_id) = 'integer' AND instance_id BETWEEN 0 AND 2176782335
    AND typeof(prefix) = 'text'
    AND length(prefix) BETWEEN 1 AND 58
    AND length(prefix) = length(CAST(prefix AS BLOB))
    AND prefix NOT GLOB '*[^0-9A-Za-z-]*'
    AND prefix NOT GLOB '-*'
  THEN prefix
    || substr(vmss_digits, instance_id / 60466176 + 1, 1) || substr(vmss_digits, instance_id / 1679616 % 36 + 1, 1)
    || substr(vmss_digits, instance_id / 46656 % 36 + 1, 1) || substr(vmss_digits, instance_id / 1296 % 36 + 1, 1)
    || substr(vmss_digits, instance_id / 36 % 36 + 1, 1) || substr(vmss_digits, instance_id % 36 + 1, 1)
  END AS computer_name
FROM instances, (SELECT '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ' AS vmss_digits);
-- From a table or view instances with the columns prefix and instance_id:
-- SELECT computer_name FROM vmss_names WHERE prefix = {{prefix}};
%% lookup
DROP TABLE IF EXISTS temp.vmss_scale_sets;
CREATE TEMPORARY TABLE vmss_scale_sets (
  prefix TEXT PRIMARY KEY COLLATE NOCASE, scale_set TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO vmss_scale_sets VALUES
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
;
-- SELECT host, vmss_scale_sets.scale_set, instance_id,
--   vmss_scale_sets.scale_set || '_' || instance_id AS vm_name
-- FROM vmss_hosts LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = vmss_hosts.prefix;
