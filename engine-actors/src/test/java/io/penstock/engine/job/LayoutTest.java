package io.penstock.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.Job;
import io.penstock.api.Stream;
import io.penstock.codec.Codecs;
import io.penstock.connector.Sink;
import io.penstock.connector.Source;
import io.penstock.engine.SilentSink;
import io.penstock.engine.SilentSource;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.job.Layout.Group;
import io.penstock.engine.job.Layout.Receiver;
import io.penstock.engine.job.Layout.Sender;
import io.penstock.function.OutputTag;
import io.penstock.function.ProcessContext;
import io.penstock.function.ProcessFunction;
import io.penstock.graph.Edge;
import io.penstock.graph.Operator;
import io.penstock.time.Watermarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    private static final OutputTag<Long> ODD = OutputTag.of("odd", Long.class);

    private final Job job = Job.named("layout");
    private final Source<Long, ?> source = new SilentSource<>();
    private final Sink<Object, ?> sink = new SilentSink();

    private static final class Split implements ProcessFunction<Long, Long> {
        @Override
        public void process(Long value, ProcessContext<Long> context) {
            context.collect(value);
        }
    }

    private Layout layout() {
        return new Layout(job.graph(2), true, 128);
    }

    private static List<String> shown(Layout layout) {
        return layout.groups().stream()
                .map(group -> group.head().name()
                        + group.steps().stream().map(Operator::name).toList())
                .toList();
    }

    @Test
    void tasksBeforeAKeyByKeepWhatTheyHaveSent() {
        job.from(source).keyBy(n -> n, Long.class).reduce(Math::max, Long.class).to(sink);

        assertThat(layout().retainingTasks()).isEqualTo(2);
    }

    @Test
    void stepsShareTheActorsOfWhatStandsBeforeThem() {
        job.from(source).map(n -> n).filter(n -> n > 0).to(sink);

        assertThat(shown(layout())).containsExactly("source[map, filter]", "sink[]");
    }

    @Test
    void nothingIsSharedWhereFusingIsOff() {
        job.from(source).map(n -> n).to(sink);

        assertThat(shown(new Layout(job.graph(2), false, 128))).containsExactly("source[]", "map[]", "sink[]");
    }

    @Test
    void operatorThatRecordsAreOnTheirWayToHasTasksOfItsOwn() {
        job.from(source).map(n -> n).filter(n -> n > 0).to(sink);

        Layout layout = new Layout(job.graph(2), true, 128, Set.of("filter", "gone"));

        assertThat(shown(layout)).containsExactly("source[map]", "filter[]", "sink[]");
        assertThat(layout.withoutTasks(Set.of("filter", "gone"))).containsExactly("gone");
    }

    /** Only the tasks of the source know the splits for which watermarks are kept. */
    @Test
    void timestampsBehindASourceShareItsActorsAlsoWhereFusingIsOff() {
        job.from(source)
                .timestamps(n -> n, Watermarks.ascending())
                .map(n -> n)
                .timestamps(n -> n, Watermarks.ascending())
                .to(sink);

        assertThat(shown(new Layout(job.graph(2), false, 128)))
                .containsExactly("source[timestamps]", "map[]", "timestamps-2[]", "sink[]");
    }

    @Test
    void timestampsOfASourceWithOtherReadersAreRefused() {
        Stream<Long> numbers = job.from(source);
        numbers.timestamps(n -> n, Watermarks.ascending()).to(sink);
        numbers.to(sink);

        assertThatThrownBy(this::layout)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operator 'timestamps'")
                .hasMessageContaining("source 'source'")
                .hasMessageContaining("has other readers too: let them read what 'timestamps' gives");
    }

    @Test
    void timestampsOfAnotherParallelismThanTheirSourceAreRefused() {
        job.from(source)
                .parallelism(1)
                .timestamps(n -> n, Watermarks.ascending())
                .parallelism(3)
                .to(sink);

        assertThatThrownBy(this::layout).hasMessageContaining("parallelism 1 and it has 3: give both the same");
    }

    @Test
    void stepOfAnotherParallelismHasItsOwnActors() {
        job.from(source)
                .map(n -> n)
                .parallelism(3)
                .filter(n -> true)
                .parallelism(3)
                .to(sink);

        assertThat(shown(layout())).containsExactly("source[]", "map[filter]", "sink[]");
    }

    @Test
    void stepsBehindAForkHaveTheirOwnActors() {
        Stream<Long> fork = job.from(source);
        fork.map(n -> n).to(sink);
        fork.filter(n -> true).to(sink);

        assertThat(shown(layout())).containsExactly("source[]", "map[]", "sink[]", "filter[]", "sink-2[]");
    }

    @Test
    void sideOutputDoesNotKeepStepsFromSharing() {
        Stream<Long> split = job.from(source).process(Split::new);
        split.map(n -> n).to(sink);
        split.sideOutput(ODD).to(sink);

        assertThat(shown(layout())).containsExactly("source[]", "process[map]", "sink[]", "sink-2[]");
    }

    @Test
    void stepOnASideOutputHasItsOwnActors() {
        Stream<Long> split = job.from(source).process(Split::new);
        split.to(sink);
        split.sideOutput(ODD).map(n -> n).to(sink);

        assertThat(shown(layout())).containsExactly("source[]", "process[]", "sink[]", "map[]", "sink-2[]");
    }

    @Test
    void stepsBehindAKeyedOperatorShareItsActors() {
        job.from(source).keyBy(n -> n).reduce(Long::sum, Long.class).map(n -> n).to(sink);

        assertThat(shown(layout())).containsExactly("source[]", "reduce[map]", "sink[]");
    }

    @Test
    void outputsOfAGroupAreTheEdgesThatLeaveItsLastStepAndItsSideOutputs() {
        Stream<Long> split = job.from(source).process(Split::new);
        split.map(n -> n).to(sink).named("main");
        split.sideOutput(ODD).to(sink).named("side");

        Layout layout = layout();
        List<String> targets = layout.groups().get(1).outputs().stream()
                .map(edge -> job.graph(2).operator(edge.to()).name())
                .toList();

        assertThat(targets).containsExactlyInAnyOrder("main", "side");
    }

    @Test
    void rolesFollowFromTheHead() {
        job.from(source).rebalance().to(sink);

        assertThat(layout().groups().stream().map(Group::role)).containsExactly(Role.SOURCE, Role.OPERATOR, Role.SINK);
    }

    @Test
    void keyedOperatorWithMoreTasksThanKeyGroupsIsRefused() {
        job.from(source)
                .keyBy(n -> n)
                .reduce(Long::sum, Long.class)
                .parallelism(9)
                .to(sink);

        assertThatThrownBy(() -> new Layout(job.graph(2), true, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parallelism 9");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 3, 1", "3, 1, 2", "2, 2, 2", "2, 3, 4", "4, 4, 1"})
    void channelsAreNumberedAlikeBySendersAndReceivers(int first, int second, int third) {
        Stream<Long> left = job.from(source).parallelism(first);
        Stream<Long> right =
                job.from(source).parallelism(second).process(Split::new).parallelism(second);
        Stream<Long> united = left.union(
                        right, right.sideOutput(ODD), left.map(n -> n).parallelism(third))
                .parallelism(second);
        united.rebalance().parallelism(third).to(sink).parallelism(first);
        united.keyBy(n -> n)
                .reduce(Long::sum, Codecs.LONG)
                .parallelism(third)
                .to(sink)
                .parallelism(second);

        assertConsistent(new Layout(job.graph(2), true, 128));
        assertConsistent(new Layout(job.graph(2), false, 128));
    }

    @Test
    void streamUnitedWithItselfHasTwoChannels() {
        Stream<Long> numbers = job.from(source);
        numbers.union(numbers).to(sink);

        assertConsistent(layout());
    }

    /** Every output channel leads to an input channel that names it as its sender, and each is met once. */
    private static void assertConsistent(Layout layout) {
        List<String> bySenders = new ArrayList<>();
        for (Group group : layout.groups()) {
            for (int edge = 0; edge < group.outputs().size(); edge++) {
                for (int task = 0; task < group.parallelism(); task++) {
                    List<Receiver> receivers =
                            layout.receivers(group, task, group.outputs().get(edge));
                    for (int channel = 0; channel < receivers.size(); channel++) {
                        Receiver receiver = receivers.get(channel);
                        bySenders.add(line(
                                group, task, edge, channel, receiver.group(), receiver.task(), receiver.channel()));
                    }
                }
            }
        }
        List<String> byReceivers = new ArrayList<>();
        for (Group group : layout.groups()) {
            for (int task = 0; task < group.parallelism(); task++) {
                List<Sender> senders = layout.senders(group, task);
                for (int channel = 0; channel < senders.size(); channel++) {
                    Sender sender = senders.get(channel);
                    byReceivers.add(
                            line(sender.group(), sender.task(), sender.edge(), sender.channel(), group, task, channel));
                }
            }
        }
        assertThat(bySenders).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(byReceivers);
    }

    private static String line(Group from, int task, int edge, int channel, Group to, int receiver, int input) {
        return from.head().name() + "-" + task + " edge " + edge + " channel " + channel + " -> "
                + to.head().name() + "-" + receiver + " input " + input;
    }

    @Test
    void everyEdgeThatIsNotInsideAGroupLeavesOne() {
        Stream<Long> numbers = job.from(source).map(n -> n);
        numbers.filter(n -> true).to(sink);
        numbers.keyBy(n -> n).reduce(Long::sum, Codecs.LONG).to(sink);

        Layout layout = layout();
        List<Edge> outside = layout.groups().stream()
                .flatMap(group -> group.outputs().stream())
                .toList();
        long inside = layout.groups().stream()
                .mapToLong(group -> group.steps().size())
                .sum();

        assertThat(outside).hasSize(job.graph(2).edges().size() - (int) inside);
    }
}
