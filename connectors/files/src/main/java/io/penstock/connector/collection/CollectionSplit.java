package io.penstock.connector.collection;

/**
 * A range of a collection, and the position in it. Written into snapshots: a component may be added, none may change its
 * meaning.
 *
 * @param from index of the first element
 * @param to index behind the last
 * @param next index of the next element to read
 * @param size of the whole collection
 * @param fingerprint of the whole collection
 */
record CollectionSplit(int from, int to, int next, int size, long fingerprint) {
    CollectionSplit {
        if (from < 0 || next < from || to < next || size < to) {
            throw new IllegalArgumentException(
                    "no position in a collection: from " + from + ", to " + to + ", next " + next + ", size " + size);
        }
    }

    CollectionSplit at(int index) {
        return new CollectionSplit(from, to, index, size, fingerprint);
    }
}
