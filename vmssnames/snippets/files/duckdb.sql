%% decode
CREATE OR REPLACE MACRO vmss_digit(c) AS
  (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz', c) - 1) % 36;
CREATE OR REPLACE MACRO vmss_id(name) AS CASE
  WHEN regexp_full_match(name, '[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}')
{{#prefix}}
    AND lower(left(name, length(name) - 6)) = {{prefix}}
{{/prefix}}
  THEN vmss_digit(name[-6]) * 60466176 + vmss_digit(name[-5]) * 1679616
    + vmss_digit(name[-4]) * 46656 + vmss_digit(name[-3]) * 1296
    + vmss_digit(name[-2]) * 36 + vmss_digit(name[-1]) END;
-- SELECT host, vmss_id(host) FROM logs;
%% split
CREATE OR REPLACE MACRO vmss_prefix(name) AS
  CASE WHEN vmss_id(name) IS NOT NULL THEN left(name, length(name) - 6) END;
-- SELECT host, vmss_prefix(host), vmss_id(host) FROM logs;
%% encode
CREATE OR REPLACE MACRO vmss_name(prefix, id) AS CASE
  WHEN typeof(id) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT',
      'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT')
    AND id BETWEEN 0 AND 2176782335
    AND regexp_full_match(prefix, '[A-Za-z0-9][A-Za-z0-9-]{0,57}')
  THEN prefix || to_base(try_cast(id AS BIGINT), 36, 6) END;
-- SELECT vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
CREATE OR REPLACE TEMPORARY TABLE vmss_scale_sets(prefix VARCHAR, scale_set VARCHAR);
INSERT INTO vmss_scale_sets VALUES
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
;
-- SELECT host, vmss_scale_sets.scale_set, vmss_id(host) AS instance_id,
--   vmss_scale_sets.scale_set || '_' || vmss_id(host) AS vm_name
-- FROM logs LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = lower(vmss_prefix(host));
