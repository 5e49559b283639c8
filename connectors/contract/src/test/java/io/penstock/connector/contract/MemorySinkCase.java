package io.penstock.connector.contract;

import io.penstock.connector.Sink;
import java.util.List;

/** The contract, applied to {@link MemorySink} by {@link SinkContractTest}. */
class MemorySinkCase extends ExactlyOnceSinkContract<String, MemorySink.Staged>
        implements FailingTargetContract<String, MemorySink.Staged> {
    /** For the next run of all tests. */
    static MemorySink.Mistake mistake = MemorySink.Mistake.NONE;

    private final MemorySink.Target target = new MemorySink.Target();

    @Override
    public Sink<String, MemorySink.Staged> sink() {
        return new MemorySink(target, mistake);
    }

    @Override
    public String record(int number) {
        return "record " + number;
    }

    @Override
    public List<String> visible() {
        return List.copyOf(target.shown);
    }

    @Override
    public List<String> leftovers() {
        return List.copyOf(target.staged.keySet());
    }

    @Override
    public java.time.Duration patience() {
        return java.time.Duration.ofMillis(200);
    }

    @Override
    public void failTarget() {
        target.failing = true;
    }

    @Override
    public void repairTarget() {
        target.failing = false;
    }
}
