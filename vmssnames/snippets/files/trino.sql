%% decode
-- Needs a catalog that stores functions. Elsewhere, put WITH FUNCTION vmss_id ... before SELECT.
CREATE OR REPLACE FUNCTION vmss_id(name varchar) RETURNS bigint DETERMINISTIC
RETURN CASE
  WHEN regexp_like(name, '\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\z')
{{#prefix}}
    AND lower(substr(name, 1, length(name) - 6)) = {{prefix}}
{{/prefix}}
  THEN from_base(substr(name, -6), 36) END;
-- SELECT host, vmss_id(host) FROM logs;
%% split
CREATE OR REPLACE FUNCTION vmss_prefix(name varchar) RETURNS varchar DETERMINISTIC
RETURN CASE WHEN vmss_id(name) IS NOT NULL THEN substr(name, 1, length(name) - 6) END;
-- SELECT host, vmss_prefix(host), vmss_id(host) FROM logs;
%% encode
CREATE OR REPLACE FUNCTION vmss_name(prefix varchar, id bigint) RETURNS varchar DETERMINISTIC
RETURN CASE
  WHEN id BETWEEN 0 AND 2176782335 AND regexp_like(prefix, '\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\z')
  THEN prefix || lpad(upper(to_base(id, 36)), 6, '0') END;
-- SELECT vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
CREATE OR REPLACE VIEW vmss_scale_sets AS SELECT * FROM (VALUES
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
) AS rows(prefix, scale_set);
-- SELECT host, vmss_scale_sets.scale_set, vmss_id(host) AS instance_id,
--   vmss_scale_sets.scale_set || '_' || CAST(vmss_id(host) AS varchar) AS vm_name
-- FROM logs LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = lower(vmss_prefix(host));
