/* Chance that is no chance: the same seed and the same place give the same numbers on every machine (splitmix64). */
#ifndef ITSSO_DEMO_DICE_H
#define ITSSO_DEMO_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

/* Dice of their own for a thing, so that it does not change when something before it does. */
struct dice dice_for(uint64_t seed, uint64_t what, uint64_t number);

uint64_t dice_roll(struct dice *dice);

/* first..last, both included. */
int dice_between(struct dice *dice, int first, int last);

/* True so many times in a thousand. */
bool dice_chance(struct dice *dice, int per_mille);

#endif
