/* What C must know of the grammar.  The facts, with their sources, stand in
 * grammar.py; tests/test_facts.py compares the two. */
#ifndef VMSSNAMES_GRAMMAR_H
#define VMSSNAMES_GRAMMAR_H

#define VMSS_BASE 36u
#define VMSS_WIDTH 6u
#define VMSS_MAX_INSTANCE_ID (36u * 36 * 36 * 36 * 36 * 36 - 1) /* 2176782335, ZZZZZZ */
#define VMSS_MAX_PREFIX 58u
#define VMSS_MAX_SCALE_SET 64u
#define VMSS_SEPARATOR '_'
#define VMSS_DECIMAL_WIDTH 10u /* digits of the largest ID in decimal */

#endif
