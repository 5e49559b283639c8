package io.penstock.engine.operator;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.element.Keys;
import io.penstock.engine.state.KeyedTable;
import io.penstock.engine.state.StateStore;
import io.penstock.function.ListState;
import io.penstock.function.MapState;
import io.penstock.function.StateContext;
import io.penstock.function.ValueState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** State handles that point at the current key. Not thread-safe: owned by its task. */
final class CurrentKeyStates implements StateContext {
    private final StateStore store;
    private final List<KeyedTable<?>> tables = new ArrayList<>();
    private @Nullable Object key;
    private int hash;
    /** Counts the keys that were selected. */
    private long selection;

    CurrentKeyStates(StateStore store) {
        this.store = store;
    }

    void select(Object nextKey, int nextHash) {
        key = nextKey;
        hash = nextHash;
        selection++;
    }

    @Override
    public <V> ValueState<V> value(String name, Codec<V> codec) {
        return new Value<>(cell("value." + name, codec));
    }

    @Override
    public <E> ListState<E> list(String name, Codec<E> codec) {
        return new Listed<>(cell("list." + name, Codecs.listOf(codec)));
    }

    @Override
    public <F, V> MapState<F, V> map(String name, Codec<F> fields, Codec<V> values) {
        return new Mapped<>(cell("map." + name, Codecs.mapOf(fields, values)));
    }

    private <V> Cell<V> cell(String name, Codec<V> codec) {
        KeyedTable<V> table = store.single(name, codec).table();
        tables.add(table);
        return new Cell<>(table);
    }

    /**
     * Has the processor fetch the state of some keys of a batch before they are selected one after the other.
     *
     * @param end behind the last key, at most {@link KeyedTable#AT_ONCE} further than the first
     */
    void fetch(Keys keys, int from, int end) {
        for (int i = 0; i < tables.size(); i++) {
            tables.get(i).fetch(keys, from, end);
        }
    }

    /** One state at the current key. Looks for its entry once, however often it is used before the next key. */
    private final class Cell<V> {
        private static final int NOT_THERE = -1;

        private final KeyedTable<V> table;
        private long foundAt;
        private int found = NOT_THERE;

        Cell(KeyedTable<V> table) {
            this.table = table;
        }

        private Object currentKey() {
            Object current = key;
            if (current == null) {
                throw new IllegalStateException(
                        "state was used outside of process and onTimer: in open() it can only be declared");
            }
            return current;
        }

        /** The entry of the current key: nothing else changes the table before the next one is selected. */
        private int find() {
            Object current = currentKey();
            if (foundAt != selection) {
                found = table.find(current, hash);
                foundAt = selection;
            }
            return found;
        }

        @Nullable
        V get() {
            int id = find();
            return id == NOT_THERE ? null : table.get(id);
        }

        void set(V value) {
            if (find() == NOT_THERE) {
                found = table.findOrInsert(currentKey(), hash);
            }
            table.put(found, value);
        }

        void clear() {
            int id = find();
            if (id != NOT_THERE) {
                table.remove(id);
                found = NOT_THERE;
            }
        }
    }

    private record Value<V>(CurrentKeyStates.Cell<V> cell) implements ValueState<V> {
        @Override
        public @Nullable V get() {
            return cell.get();
        }

        @Override
        public void update(V value) {
            cell.set(value);
        }

        @Override
        public void clear() {
            cell.clear();
        }
    }

    private record Listed<E>(CurrentKeyStates.Cell<List<E>> cell) implements ListState<E> {
        @Override
        public List<E> get() {
            List<E> list = cell.get();
            return list == null ? List.of() : Collections.unmodifiableList(list);
        }

        @Override
        public void add(E element) {
            List<E> list = cell.get();
            List<E> next = list instanceof ArrayList<E> own ? own : new ArrayList<>(list == null ? List.of() : list);
            next.add(element);
            cell.set(next);
        }

        @Override
        public void update(List<E> elements) {
            cell.set(new ArrayList<>(elements));
        }

        @Override
        public void clear() {
            cell.clear();
        }
    }

    private record Mapped<F, V>(CurrentKeyStates.Cell<Map<F, V>> cell) implements MapState<F, V> {
        @Override
        public @Nullable V get(F field) {
            Map<F, V> map = cell.get();
            return map == null ? null : map.get(field);
        }

        @Override
        public void put(F field, V value) {
            Map<F, V> map = own();
            map.put(field, value);
            cell.set(map);
        }

        @Override
        public void remove(F field) {
            Map<F, V> map = own();
            map.remove(field);
            if (map.isEmpty()) {
                cell.clear();
            } else {
                cell.set(map);
            }
        }

        private Map<F, V> own() {
            Map<F, V> map = cell.get();
            return map instanceof LinkedHashMap<F, V> own ? own : new LinkedHashMap<>(map == null ? Map.of() : map);
        }

        @Override
        public Map<F, V> entries() {
            Map<F, V> map = cell.get();
            return map == null ? Map.of() : Collections.unmodifiableMap(map);
        }

        @Override
        public void clear() {
            cell.clear();
        }
    }
}
