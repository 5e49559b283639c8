package io.penstock.engine.checkpoint;

import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When the coordinator tells tasks that a checkpoint is to wait no longer. */
class UnalignCoordinatorTest extends CoordinatorTesting {
    private static final ActorTestKit KIT = newKit();
    private static final Duration ALIGNED = Duration.ofMillis(300);

    UnalignCoordinatorTest() {
        super(KIT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private void startWith(Optional<Duration> alignmentTimeout) {
        restartWith(alignedFor(alignmentTimeout));
        start();
    }

    @Test
    void everyTaskIsToldOnceTheTimeoutHasPassed() {
        startWith(Optional.of(ALIGNED));
        long id = trigger();
        pass(ALIGNED.minusMillis(1));
        operator.expectNothing();

        pass(Duration.ofMillis(1));

        tasks.forEach(task -> task.probe.expectMessage(new TaskProtocol.Unalign(id)));
    }

    @Test
    void withoutATimeoutTheyAreToldWithTheTrigger() {
        startWith(Optional.of(Duration.ZERO));

        long id = trigger();

        tasks.forEach(task -> task.probe.expectMessage(new TaskProtocol.Unalign(id)));
    }

    @Test
    void nobodyIsToldWhereItIsOff() {
        startWith(Optional.empty());
        trigger();

        pass(TIMEOUT.minusMillis(1));

        operator.expectNothing();
    }

    @Test
    void nobodyIsToldOfACheckpointThatIsComplete() {
        startWith(Optional.of(ALIGNED));
        long id = trigger();
        storeAll(id);
        expectCompleted();

        pass(ALIGNED);

        operator.probe.expectMessage(new TaskProtocol.Completed(id));
        operator.probe.expectMessageClass(TaskProtocol.Trim.class);
        operator.expectNothing();
    }

    @Test
    void theCheckpointOfAStopStaysAligned() {
        startWith(Optional.of(ALIGNED));
        coordinator.tell(new CoordinatorProtocol.Stop(generation, false));
        expectTrigger(true);

        pass(ALIGNED);

        operator.expectNothing();
    }
}
