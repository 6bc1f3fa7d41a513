/* splitmix64, by Sebastiano Vigna (public domain algorithm). */
#include "src/demo/dice.h"

uint64_t dice_roll(struct dice *dice) {
    uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

struct dice dice_for(uint64_t seed, uint64_t what, uint64_t number) {
    struct dice dice = {seed};
    dice.state = dice_roll(&dice) ^ what * 0x9fb21c651e98df25u;
    dice.state = dice_roll(&dice) ^ number * 0xd6e8feb86659fd93u;
    return dice;
}

int dice_between(struct dice *dice, int first, int last) {
    return last <= first ? first : first + (int)(dice_roll(dice) % (uint64_t)(last - first + 1));
}

bool dice_chance(struct dice *dice, int per_mille) {
    return dice_between(dice, 0, 999) < per_mille;
}
