/* The part of the grammar that C needs.  grammar.py has the facts with their sources, and
 * a test compares the two. */
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
