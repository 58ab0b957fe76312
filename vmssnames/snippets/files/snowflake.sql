%% decode
CREATE OR REPLACE TEMPORARY FUNCTION vmss_id(name VARCHAR) RETURNS NUMBER IMMUTABLE AS $$
  CASE WHEN REGEXP_LIKE(name, '[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}') -- of the whole name
{{#prefix}}
    AND LOWER(LEFT(name, LENGTH(name) - 6)) = {{prefix}}
{{/prefix}}
  THEN (POSITION(SUBSTR(UPPER(name), -6, 1) IN '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') - 1) * 60466176
    + (POSITION(SUBSTR(UPPER(name), -5, 1) IN '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') - 1) * 1679616
    + (POSITION(SUBSTR(UPPER(name), -4, 1) IN '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') - 1) * 46656
    + (POSITION(SUBSTR(UPPER(name), -3, 1) IN '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') - 1) * 1296
    + (POSITION(SUBSTR(UPPER(name), -2, 1) IN '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') - 1) * 36
    + POSITION(SUBSTR(UPPER(name), -1, 1) IN '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') - 1 END
$$;
-- SELECT host, vmss_id(host) FROM logs;
%% split
CREATE OR REPLACE TEMPORARY FUNCTION vmss_prefix(name VARCHAR) RETURNS VARCHAR IMMUTABLE AS $$
  CASE WHEN vmss_id(name) IS NOT NULL THEN LEFT(name, LENGTH(name) - 6) END
$$;
-- SELECT host, vmss_prefix(host), vmss_id(host) FROM logs;
%% encode
CREATE OR REPLACE TEMPORARY FUNCTION vmss_name(prefix VARCHAR, id NUMBER) RETURNS VARCHAR IMMUTABLE AS $$
  CASE WHEN id BETWEEN 0 AND 2176782335 AND REGEXP_LIKE(prefix, '[A-Za-z0-9][A-Za-z0-9-]{0,57}')
  THEN prefix || SUBSTR('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', (id - MOD(id, 60466176)) / 60466176 + 1, 1)
    || SUBSTR('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', MOD((id - MOD(id, 1679616)) / 1679616, 36) + 1, 1)
    || SUBSTR('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', MOD((id - MOD(id, 46656)) / 46656, 36) + 1, 1)
    || SUBSTR('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', MOD((id - MOD(id, 1296)) / 1296, 36) + 1, 1)
    || SUBSTR('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', MOD((id - MOD(id, 36)) / 36, 36) + 1, 1)
    || SUBSTR('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', MOD(id, 36) + 1, 1) END
$$;
-- SELECT vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
CREATE OR REPLACE TEMPORARY TABLE vmss_scale_sets AS
SELECT column1 AS prefix, column2 AS scale_set FROM VALUES
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
;
-- SELECT host, vmss_scale_sets.scale_set, vmss_id(host) AS instance_id,
--   vmss_scale_sets.scale_set || '_' || vmss_id(host) AS vm_name
-- FROM logs LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = LOWER(vmss_prefix(host));
