package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.function.OutputTag;
import io.penstock.function.ProcessContext;
import io.penstock.function.ProcessFunction;

/** A {@link ProcessFunction} at work. */
final class ProcessOperator implements TaskOperator {
    private final ProcessFunction<Object, Object> function;
    private long watermarkMillis = Element.NO_WATERMARK;

    ProcessOperator(ProcessFunction<Object, Object> function) {
        this.function = function;
    }

    @Override
    public void open() throws Exception {
        function.open();
    }

    @Override
    public void restored(long watermark) {
        watermarkMillis = watermark;
    }

    @Override
    public int process(Batch batch, int from, TaskOutput out) throws Exception {
        Context context = new Context(out);
        int size = batch.size();
        for (int i = from; i < size; i++) {
            if (out.isBlocked()) {
                return i;
            }
            context.timestampMillis = batch.timestampMillis(i);
            function.process(batch.value(i), context);
        }
        return size;
    }

    @Override
    public boolean advance(long watermark, TaskOutput out) {
        watermarkMillis = watermark;
        return true;
    }

    @Override
    public void close() throws Exception {
        function.close();
    }

    private final class Context implements ProcessContext<Object> {
        private final TaskOutput out;
        private long timestampMillis;

        Context(TaskOutput out) {
            this.out = out;
        }

        @Override
        public void collect(Object value) {
            out.emit(value, timestampMillis);
        }

        @Override
        public long timestampMillis() {
            return timestampMillis;
        }

        @Override
        public long watermarkMillis() {
            return watermarkMillis;
        }

        @Override
        public <X> void sideOutput(OutputTag<X> tag, X value) {
            out.side(tag, value, timestampMillis);
        }
    }
}
