%% decode
CREATE OR REPLACE TEMPORARY FUNCTION vmss_id(name STRING) RETURNS BIGINT
RETURN CASE
  WHEN name RLIKE r'\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\z' -- conv gives 0 for others
{{#prefix}}
    AND lower(left(name, length(name) - 6)) = {{prefix}}
{{/prefix}}
  THEN CAST(conv(right(name, 6), 36, 10) AS BIGINT) END;
-- SELECT host, vmss_id(host) FROM logs;
%% split
CREATE OR REPLACE TEMPORARY FUNCTION vmss_prefix(name STRING) RETURNS STRING
RETURN CASE WHEN vmss_id(name) IS NOT NULL THEN left(name, length(name) - 6) END;
-- SELECT host, vmss_prefix(host), vmss_id(host) FROM logs;
%% encode
CREATE OR REPLACE TEMPORARY FUNCTION vmss_name(prefix STRING, id STRING) RETURNS STRING
RETURN CASE
  WHEN id RLIKE r'\A[0-9]{1,10}\z' AND CAST(id AS BIGINT) <= 2176782335
    AND prefix RLIKE r'\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\z'
  THEN concat(prefix, lpad(conv(id, 10, 36), 6, '0')) END;
-- SELECT vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
CREATE OR REPLACE TEMPORARY VIEW vmss_scale_sets AS SELECT * FROM VALUES
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
AS rows(prefix, scale_set);
-- SELECT host, vmss_scale_sets.scale_set, vmss_id(host) AS instance_id,
--   concat(vmss_scale_sets.scale_set, '_', vmss_id(host)) AS vm_name
-- FROM logs LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = lower(vmss_prefix(host));
