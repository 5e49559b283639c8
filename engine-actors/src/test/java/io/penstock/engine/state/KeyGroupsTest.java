package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codecs;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyGroupsTest {
    /** Fixed for ever: a snapshot that is read by a later version finds its keys by these. */
    @Test
    void groupOfAKeyIsStable() {
        assertThat(KeyGroups.mix(0)).isZero();
        assertThat(KeyGroups.mix(1)).isEqualTo(0x514e28b7);
        assertThat(KeyGroups.mix(-1)).isEqualTo(0x81f16f39);
        assertThat(KeyGroups.of(KeyGroups.mix(1), 128)).isEqualTo(40);
        assertThat(KeyGroups.of(KeyGroups.mix(-1), 128)).isEqualTo(64);
    }

    @Test
    void groupIsInRangeForTheExtremesOfTheHash() {
        assertThat(KeyGroups.of(0, 128)).isZero();
        assertThat(KeyGroups.of(-1, 128)).isEqualTo(127);
        assertThat(KeyGroups.of(-1, 32_768)).isEqualTo(32_767);
        assertThat(KeyGroups.of(Integer.MIN_VALUE, 128)).isEqualTo(64);
        assertThat(KeyGroups.of(-1, 1)).isZero();
    }

    @Test
    void sequentialKeysSpreadEvenly() {
        int[] count = new int[128];
        for (long key = 0; key < 128_000; key++) {
            count[KeyGroups.of(KeyGroups.mix(Codecs.LONG.stableHash(key)), 128)]++;
        }
        // 1000 expected in each; six standard deviations.
        assertThat(Arrays.stream(count).boxed().toList())
                .allSatisfy(keys -> assertThat(keys).isBetween(810, 1190));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 128, 1000})
    void everyGroupHasOneOwnerAndRangesAreContiguousAndEvenForAllParallelisms(int groups) {
        for (int tasks = 1; tasks <= groups; tasks++) {
            int[] owners = KeyGroups.owners(groups, tasks);
            int[] owned = new int[tasks];
            int before = 0;
            for (int group = 0; group < groups; group++) {
                assertThat(owners[group]).isIn(before, before + 1);
                before = owners[group];
                owned[before]++;
            }
            int least = groups / tasks;
            assertThat(Arrays.stream(owned).boxed().toList())
                    .as("%d tasks", tasks)
                    .allMatch(n -> n == least || n == least + 1);
        }
    }

    @Test
    void rangesOfTasksAgreeWithTheOwners() {
        for (int tasks = 1; tasks <= 128; tasks++) {
            int[] owners = KeyGroups.owners(128, tasks);
            for (int group = 0; group < 128; group++) {
                for (int task = 0; task < tasks; task++) {
                    assertThat(new KeyRange(128, tasks, task).owns(group)).isEqualTo(owners[group] == task);
                }
            }
        }
    }

    @Test
    void moreTasksThanGroupsAreRefusedWithWhatToDo() {
        assertThatThrownBy(() -> KeyGroups.owners(4, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parallelism 5")
                .hasMessageContaining("the job has 4")
                .hasMessageContaining("penstock.job.key-groups");
    }
}
