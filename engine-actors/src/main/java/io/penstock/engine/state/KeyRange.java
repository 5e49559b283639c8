package io.penstock.engine.state;

/**
 * The key groups one task owns.
 *
 * @param groups how many there are in all
 */
public record KeyRange(int groups, int tasks, int task) {
    public boolean owns(int group) {
        return (int) ((long) group * tasks / groups) == task;
    }

    public int groupOf(int mixedHash) {
        return KeyGroups.of(mixedHash, groups);
    }
}
