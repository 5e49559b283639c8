package io.penstock.simulation;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Keys;

/** Copies of batches with all their columns. */
final class Batches {
    private Batches() {}

    static Batch copy(Batch batch) {
        return repeated(batch, 1);
    }

    /** A batch with all records of another one so many times. */
    static Batch repeated(Batch batch, int times) {
        int limit = Math.max(1, batch.limit() * times);
        if (!batch.isKeyed()) {
            Batch copy = Batch.plain(limit, limit);
            for (int i = 0; i < batch.size() * times; i++) {
                copy.add(batch.values()[i % batch.size()], batch.timestamps()[i % batch.size()]);
            }
            copy.watermark(batch.watermark());
            return copy;
        }
        Keys keys = batch.keys();
        Batch copy = Batch.keyedLike(keys, limit, limit);
        int[] all = new int[batch.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        for (int time = 0; time < times; time++) {
            copy.append(batch, keys, all, 0, all.length);
        }
        copy.watermark(batch.watermark());
        return copy;
    }
}
