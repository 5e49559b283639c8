package io.penstock.engine.state;

import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.engine.element.Keys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from keys to values that remembers which entries changed since the last snapshot, and that can be written
 * out while it goes on changing.
 *
 * <p>An open-addressing index (linear probing, backward-shift deletion) of 64-bit words, hash and entry id, leads to
 * columns that are indexed by entry id. An id is stable while its entry lives, so what is dirty and what is still to be
 * written are bit sets over ids.
 *
 * <p>Snapshots are copy-on-write: {@link #freeze} marks the entries to write and returns at once; {@link #writeSome}
 * writes a slice of them; an entry that is asked for before its turn is written first. A removed entry stays as a
 * tombstone until a snapshot has recorded that it is gone.
 *
 * <p>Not thread-safe: owned by its task.
 */
public final class KeyedTable<V> {
    /** What an entry in a snapshot does. */
    static final int PUT = 0;

    static final int DELETE = 1;
    static final int DROP_NAMESPACE = 2;

    private static final Object TOMBSTONE = new Object();
    private static final Object FREE = new Object();
    private static final int INITIAL = 16;
    /** So many keys' entries and values fit into the processor's first cache. */
    public static final int AT_ONCE = 64;

    /** A table with fewer entries is taken to be in the processor's caches. */
    private static final int LARGE = 4096;
    /** An index of fewer words fits into the processor's own cache, however sparse it is. */
    private static final int SMALL = 1 << 14;

    private final int stateId;
    private final long namespace;
    private final Codec<Object> keys;
    private final Codec<V> codec;
    private final int groups;

    private long[] index = new long[INITIAL * 2];
    private int mask = index.length - 1;
    private final int[] fetchedIds = new int[AT_ONCE];
    /** Only written, so that fetching is not taken for useless. */
    @SuppressWarnings("UnusedVariable")
    private long fetched;

    private final KeyColumn keyOf = new KeyColumn(INITIAL);
    private Object[] valueOf = new Object[INITIAL];
    private int[] hashOf = new int[INITIAL];
    private int bound;
    private int[] free = new int[0];
    private int freeCount;
    private int live;

    private long[] dirty = new long[1];

    private @Nullable ChunkBuffer sink;
    private boolean base;
    /** Entries that the snapshot still has to write; all zero when none is being written. */
    private long[] pending = new long[1];
    /** The word of {@link #pending} to go on from. */
    private int cursor;

    /**
     * @param namespace what distinguishes this table from others of the same state: the start of a pane, else 0
     * @param groups how many key groups the job has
     */
    KeyedTable(int stateId, long namespace, Codec<Object> keys, Codec<V> codec, int groups) {
        this.stateId = stateId;
        this.namespace = namespace;
        this.keys = keys;
        this.codec = codec;
        this.groups = groups;
    }

    /** The id of the entry of a key, or -1. */
    public int find(Object key, int hash) {
        int id = lookup(key, hash);
        return id >= 0 && valueOf[id] == TOMBSTONE ? -1 : id;
    }

    /** The id of the entry of a key; a new entry has no value until {@link #put}, which must follow. */
    public int findOrInsert(Object key, int hash) {
        int id = lookup(key, hash);
        if (id < 0) {
            return insert(key, hash);
        }
        if (valueOf[id] == TOMBSTONE) {
            if (sink != null && isSet(pending, id)) {
                clear(pending, id);
                writeTombstone(sink, id);
            }
            setNew(id);
            live++;
        }
        return id;
    }

    /**
     * The ids of the entries of some keys of a batch, as {@link #findOrInsert(Object, int)} gives them. The processor waits
     * for the memory of many keys at a time then, and has what {@link #get} looks at too.
     *
     * @param from the first key
     * @param end behind the last key, at most {@link #AT_ONCE} further
     * @param ids takes the id of key i at i
     */
    public void findOrInsert(Keys keysToFind, int from, int end, int[] ids) {
        if (live >= LARGE) {
            fetchIndex(keysToFind.hashes(), from, end);
            fetchKeys(keysToFind.hashes(), from, end);
        }
        for (int i = findKnown(keysToFind, from, end, ids); i < end; i = findKnown(keysToFind, i + 1, end, ids)) {
            ids[i] = findOrInsert(keysToFind, i);
        }
        if (live >= LARGE) {
            fetchValues(ids, from, end);
        }
    }

    /**
     * The ids of the entries of some keys as long as each has a value, in a loop that calls nothing.
     *
     * @return the first key that is to be looked for in another way, or {@code end}
     */
    private int findKnown(Keys keysToFind, int from, int end, int[] ids) {
        long[] numbers = keysToFind.numbers();
        long[] known = keyOf.numbers();
        if (numbers == null || known == null) {
            return from;
        }
        int[] hashes = keysToFind.hashes();
        long[] words = index;
        Object[] values = valueOf;
        for (int i = from; i < end; i++) {
            int hash = hashes[i];
            long key = numbers[i];
            int slot = hash & (words.length - 1);
            int id;
            do {
                long word = words[slot];
                if (word == 0) {
                    return i;
                }
                id = (int) word - 1;
                slot = (slot + 1) & (words.length - 1);
                if ((int) (word >>> 32) != hash) {
                    id = -1;
                }
            } while (id < 0 || known[id] != key);
            if (values[id] == TOMBSTONE) {
                return i;
            }
            ids[i] = id;
        }
        return end;
    }

    /**
     * Has the processor fetch what the entries of some keys of a batch take in memory, for many of them at a time: whoever
     * then looks for one after the other does not wait for each. Of no other effect.
     *
     * @param from the first key
     * @param end behind the last key, at most {@link #AT_ONCE} further
     */
    public void fetch(Keys keysToFind, int from, int end) {
        if (live < LARGE) {
            return;
        }
        int[] hashes = keysToFind.hashes();
        fetchIndex(hashes, from, end);
        long[] numbers = keysToFind.numbers();
        if (numbers == null) {
            return;
        }
        fetchKeys(hashes, from, end);
        int found = 0;
        for (int i = from; i < end; i++) {
            int id = lookup(numbers[i], hashes[i]);
            if (id >= 0) {
                fetchedIds[found++] = id;
            }
        }
        fetchValues(fetchedIds, 0, found);
    }

    /** Has the processor fetch the words of the index that entries with these hashes are looked for in first. */
    void fetchIndex(int[] hashes, int from, int end) {
        long[] words = index;
        long any = 0;
        for (int i = from; i < end; i++) {
            any |= words[hashes[i] & mask];
        }
        fetched = any;
    }

    private void fetchKeys(int[] hashes, int from, int end) {
        long[] known = keyOf.numbers();
        if (known == null) {
            return;
        }
        long[] words = index;
        long any = 0;
        for (int i = from; i < end; i++) {
            any |= known[Math.max(0, (int) words[hashes[i] & mask] - 1)];
        }
        fetched = any;
    }

    private void fetchValues(int[] ids, int from, int end) {
        Object[] values = valueOf;
        int any = 0;
        for (int i = from; i < end; i++) {
            Object value = values[ids[i]];
            // The class of an object is in its first bytes.
            if (value != null && value.getClass() == KeyedTable.class) {
                any++;
            }
        }
        fetched = any;
    }

    /** As {@link #findOrInsert(Object, int)} for one of the keys of a batch. */
    public int findOrInsert(Keys keysToFind, int i) {
        long[] numbers = keysToFind.numbers();
        int hash = keysToFind.hash(i);
        if (numbers == null) {
            return findOrInsert(keysToFind.key(i), hash);
        }
        int id = lookup(numbers[i], hash);
        return id >= 0 && valueOf[id] != TOMBSTONE ? id : findOrInsert((Object) numbers[i], hash);
    }

    /** As {@link #lookup(Object, int)} for a key that is not boxed; -1 also if the table has keys of other classes. */
    private int lookup(long key, int hash) {
        long[] known = keyOf.numbers();
        if (known == null) {
            return -1;
        }
        long[] words = index;
        int slot = hash & mask;
        while (true) {
            long word = words[slot];
            if (word == 0) {
                return -1;
            }
            if ((int) (word >>> 32) == hash) {
                int id = (int) word - 1;
                if (known[id] == key) {
                    return id;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    private int lookup(Object key, int hash) {
        long[] words = index;
        int slot = hash & mask;
        while (true) {
            long word = words[slot];
            if (word == 0) {
                return -1;
            }
            if ((int) (word >>> 32) == hash) {
                int id = (int) word - 1;
                if (keyOf.isAt(id, key)) {
                    return id;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    private int insert(Object key, int hash) {
        int id;
        if (freeCount > 0) {
            id = free[--freeCount];
            if (sink != null && isSet(pending, id)) {
                // It was free when the snapshot was frozen: nothing to write.
                clear(pending, id);
            }
        } else {
            if (bound == hashOf.length) {
                growColumns(bound * 2);
            }
            id = bound++;
        }
        keyOf.set(id, key);
        setNew(id);
        hashOf[id] = hash;
        live++;
        if (isCrowded(bound - freeCount, index.length)) {
            growIndex(index.length * 2);
        } else {
            link(id, hash);
        }
        return id;
    }

    /** A small index is filled by a quarter only: then few keys need a second look, which the processor cannot foresee. */
    private static boolean isCrowded(int entries, int capacity) {
        return capacity < SMALL ? entries * 4 > capacity : (long) entries * 5 > (long) capacity * 3;
    }

    private void growColumns(int capacity) {
        keyOf.grow(capacity);
        valueOf = Arrays.copyOf(valueOf, capacity);
        hashOf = Arrays.copyOf(hashOf, capacity);
        int words = (capacity + 63) >>> 6;
        if (words > dirty.length) {
            dirty = Arrays.copyOf(dirty, words);
        }
    }

    private void growIndex(int capacity) {
        index = new long[capacity];
        mask = capacity - 1;
        for (int id = 0; id < bound; id++) {
            if (isInUse(id)) {
                link(id, hashOf[id]);
            }
        }
    }

    private void link(int id, int hash) {
        int slot = hash & mask;
        while (index[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        index[slot] = ((long) hash << 32) | (id + 1);
    }

    /** Makes room for entries that are about to come, as when a snapshot is read. */
    public void reserve(int entries) {
        if (entries > hashOf.length) {
            growColumns(entries);
        }
        int capacity = index.length;
        while (isCrowded(entries, capacity)) {
            capacity *= 2;
        }
        if (capacity != index.length) {
            growIndex(capacity);
        }
    }

    /** The value of an entry, or null for a new one. May be changed in place if {@link #put} follows. */
    @SuppressWarnings("unchecked")
    public @Nullable V get(int id) {
        if (sink != null && isSet(pending, id)) {
            writeNow(sink, id);
        }
        return (V) valueOf[id];
    }

    /** Sets the value of an entry and remembers that it changed. */
    public void put(int id, V value) {
        if (sink != null && isSet(pending, id)) {
            writeNow(sink, id);
        }
        if (valueOf[id] != value) {
            // Not for a value that was changed in place: the store would have the collector look at it.
            valueOf[id] = value;
        }
        markDirty(id);
    }

    /** Removes an entry. Its id must not be used again. */
    public void remove(int id) {
        if (sink != null && isSet(pending, id)) {
            writeNow(sink, id);
        }
        valueOf[id] = TOMBSTONE;
        live--;
        markDirty(id);
    }

    /** How many keys have a value. */
    public int size() {
        return live;
    }

    /** One more than the greatest id in use. For loops over all entries, in the order in which they were added. */
    public int bound() {
        return bound;
    }

    public boolean isLive(int id) {
        return isInUse(id) && valueOf[id] != TOMBSTONE;
    }

    public Object key(int id) {
        return keyOf.get(id);
    }

    public int hash(int id) {
        return hashOf[id];
    }

    private boolean isInUse(int id) {
        return valueOf[id] != FREE;
    }

    @SuppressWarnings("NullAway") // a new entry has no value yet
    private void setNew(int id) {
        valueOf[id] = null;
    }

    private void markDirty(int id) {
        dirty[id >>> 6] |= 1L << id;
    }

    /** Forgets what changed: the table is as a snapshot has it. */
    void markClean() {
        Arrays.fill(dirty, 0);
    }

    /**
     * Marks what the next snapshot holds. The snapshot is of this moment, whatever changes before it is written.
     *
     * @param all every entry (a base), not only those that changed (a delta)
     */
    void freeze(ChunkBuffer chunks, boolean all) {
        if (sink != null) {
            throw new IllegalStateException("a snapshot of this table is still being written");
        }
        sink = chunks;
        base = all;
        cursor = 0;
        long[] clean = pending.length >= dirty.length ? pending : new long[dirty.length];
        pending = dirty;
        dirty = clean;
        if (all) {
            // Entries that are not in use are left out when they are written.
            Arrays.fill(pending, 0, bound >>> 6, -1);
            if ((bound & 63) != 0) {
                pending[bound >>> 6] = (1L << bound) - 1;
            }
        }
    }

    /**
     * Writes up to {@code most} entries of the frozen state.
     *
     * @return how many it wrote
     */
    int writeSome(int most) {
        ChunkBuffer chunks = sink;
        if (chunks == null) {
            return 0;
        }
        long[] words = pending;
        int written = 0;
        // In the order of ids, which is that of memory.
        for (; cursor < words.length; cursor++) {
            while (words[cursor] != 0) {
                if (written == most) {
                    return written;
                }
                writeNow(chunks, (cursor << 6) + Long.numberOfTrailingZeros(words[cursor]));
                written++;
            }
        }
        sink = null;
        return written;
    }

    /** True while some of the frozen state is not written. */
    boolean isWriting() {
        return sink != null;
    }

    private void writeNow(ChunkBuffer chunks, int id) {
        clear(pending, id);
        if (!isInUse(id)) {
            return;
        }
        Object value = valueOf[id];
        if (value == TOMBSTONE) {
            writeTombstone(chunks, id);
            if (!isSet(dirty, id)) {
                unlink(id);
            }
            return;
        }
        BinaryOutput out = chunks.out();
        int frame = chunks.begin(stateId, KeyGroups.of(hashOf[id], groups));
        out.writeByte(PUT);
        out.writeZigZagLong(namespace);
        keys.encode(key(id), out);
        @SuppressWarnings("unchecked")
        V typed = (V) value;
        codec.encode(typed, out);
        chunks.end(frame);
    }

    private void writeTombstone(ChunkBuffer chunks, int id) {
        if (base) {
            return;
        }
        BinaryOutput out = chunks.out();
        int frame = chunks.begin(stateId, KeyGroups.of(hashOf[id], groups));
        out.writeByte(DELETE);
        out.writeZigZagLong(namespace);
        keys.encode(key(id), out);
        chunks.end(frame);
    }

    private void unlink(int id) {
        int slot = hashOf[id] & mask;
        while ((int) index[slot] != id + 1) {
            slot = (slot + 1) & mask;
        }
        int hole = slot;
        for (int next = (hole + 1) & mask; index[next] != 0; next = (next + 1) & mask) {
            int home = (int) (index[next] >>> 32) & mask;
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                index[hole] = index[next];
                hole = next;
            }
        }
        index[hole] = 0;
        keyOf.forget(id);
        valueOf[id] = FREE;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, Math.max(INITIAL, freeCount * 2));
        }
        free[freeCount++] = id;
    }

    /** Goes over all entries; the table must not be changed meanwhile. */
    public Cursor cursor() {
        return new Cursor();
    }

    /** The entries that have a value, up to {@link #AT_ONCE} at a time, in the order in which they were added. */
    public final class Cursor {
        private final Keys some = keyOf.numbers() != null ? Keys.numbers(AT_ONCE) : Keys.objects(AT_ONCE);
        private final int[] ids = new int[AT_ONCE];
        private int size;
        private int at;

        private Cursor() {}

        /** Goes on to the next entries; false if there are none. */
        public boolean next() {
            size = 0;
            for (; at < bound && size < AT_ONCE; at++) {
                Object value = valueOf[at];
                if (value != null && value != TOMBSTONE && value != FREE) {
                    ids[size++] = at;
                }
            }
            keyOf.copy(ids, size, some);
            for (int i = 0; i < size; i++) {
                some.hashes()[i] = hashOf[ids[i]];
            }
            return size > 0;
        }

        public int size() {
            return size;
        }

        /** Their keys, at 0 and so on. */
        public Keys keys() {
            return some;
        }

        @SuppressWarnings("unchecked")
        public V value(int index) {
            return (V) valueOf[ids[index]];
        }
    }

    private static boolean isSet(long[] bits, int id) {
        int word = id >>> 6;
        return word < bits.length && (bits[word] & (1L << id)) != 0;
    }

    private static void clear(long[] bits, int id) {
        bits[id >>> 6] &= ~(1L << id);
    }
}
