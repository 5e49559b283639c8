package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;

/** Sends every batch on as it is: a union, or the head of a task that has only steps. */
final class PassOperator implements TaskOperator {
    @Override
    public int process(Batch batch, int from, TaskOutput out) {
        int size = batch.size();
        out.emit(batch);
        return size;
    }
}
