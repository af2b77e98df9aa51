package io.engram.memory.index;

import com.github.jelmerk.hnswlib.core.DistanceFunction;
import com.github.jelmerk.hnswlib.core.Item;
import com.github.jelmerk.hnswlib.core.hnsw.HnswIndex;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.collections.api.list.primitive.MutableIntList;
import org.eclipse.collections.api.map.primitive.MutableObjectIntMap;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * HNSWlib-java as the builder of the graph. It is given slot numbers for vectors and a distance on our codes; after each
 * insertion the lists that it changed (those of the new node and of the neighbours it chose) are copied into {@link Graph},
 * where searches find them. So the library sees one thread and no search, and none of its races and deadlocks can occur;
 * growing it between insertions is safe too.
 *
 * <p>The library's own form of the graph takes about 500 bytes of heap a vector. It is dropped when there is nothing to add, and
 * made again from {@link Graph} before the next additions; so a graph that came from a snapshot can grow too.
 *
 * <p>The lists are read from private fields of version 1.2.1, as it offers no other way. Should a later version lack them,
 * the first use fails with a clear error. One thread at a time.
 */
final class GraphBuilder {

    /** A slot as the library's item and vector in one. */
    private static final class Slot implements Item<Integer, Slot> {
        private static final long serialVersionUID = 1L;
        final int number;
        final int dimensions;

        Slot(int number, int dimensions) {
            this.number = number;
            this.dimensions = dimensions;
        }

        @Override
        public Integer id() {
            return number;
        }

        @Override
        public Slot vector() {
            return this;
        }

        @Override
        public int dimensions() {
            return dimensions;
        }
    }

    /** 1 - inner product, from the codes. */
    private static final class CodeDistance implements DistanceFunction<Slot, Float> {
        private static final long serialVersionUID = 1L;
        private final transient Vectors vectors;

        CodeDistance(Vectors vectors) {
            this.vectors = vectors;
        }

        @Override
        public Float distance(Slot a, Slot b) {
            return 1 - vectors.codeScore(a.number, b.number);
        }
    }

    /** The private parts of the library that are read. */
    private static final class Inside {
        static final MethodHandle NODES = field(HnswIndex.class, "nodes", AtomicReferenceArray.class);
        static final MethodHandle LOCKS = field(HnswIndex.class, "locks", Map.class);
        static final MethodHandle CONNECTIONS;
        static final MethodHandle ITEM;
        static final MethodHandle NODE;
        static final MethodHandle LOOKUP = field(HnswIndex.class, "lookup", MutableObjectIntMap.class);
        static final MethodHandle SET_COUNT = setter("nodeCount", int.class);
        static final MethodHandle SET_ENTRY = setter("entryPoint", Object.class);

        static {
            try {
                Class<?> node = Class.forName("com.github.jelmerk.hnswlib.core.hnsw.HnswIndex$Node");
                CONNECTIONS = field(node, "connections", MutableIntList[].class);
                ITEM = field(node, "item", Object.class);
                Constructor<?> constructor = node.getDeclaredConstructor(int.class, MutableIntList[].class,
                        Object.class,
                        boolean.class);
                constructor.setAccessible(true);
                NODE = MethodHandles.lookup().unreflectConstructor(constructor).asType(MethodType
                        .methodType(Object.class, int.class, MutableIntList[].class, Object.class, boolean.class));
            } catch (ReflectiveOperationException e) {
                throw unexpected("HnswIndex$Node", e);
            }
        }

        private static MethodHandle field(Class<?> owner, String name, Class<?> type) {
            try {
                Field field = owner.getDeclaredField(name);
                field.setAccessible(true);
                return MethodHandles.lookup().unreflectGetter(field)
                        .asType(MethodType.methodType(type, Object.class));
            } catch (ReflectiveOperationException e) {
                throw unexpected(owner.getSimpleName() + "." + name, e);
            }
        }

        private static MethodHandle setter(String name, Class<?> type) {
            try {
                Field field = HnswIndex.class.getDeclaredField(name);
                field.setAccessible(true);
                return MethodHandles.lookup().unreflectSetter(field)
                        .asType(MethodType.methodType(void.class, Object.class, type));
            } catch (ReflectiveOperationException e) {
                throw unexpected("HnswIndex." + name, e);
            }
        }

        private static IllegalStateException unexpected(String what, Exception cause) {
            return new IllegalStateException("hnswlib-core 1.2.1 expected, but this version has no " + what, cause);
        }
    }

    private static final int FORGET_LOCKS_EVERY = 4096;

    private final Vectors vectors;
    private final Graph graph;
    private final VectorIndexOptions options;
    private final int[] list;
    private volatile @Nullable HnswIndex<Integer, Slot, Slot, Float> library;
    private int nodes;

    GraphBuilder(Vectors vectors, Graph graph, VectorIndexOptions options) {
        this.vectors = vectors;
        this.graph = graph;
        this.options = options;
        this.list = new int[2 * options.maxConnections()];
    }

    /**
     * Inserts the next slot, or steps over it where it is dead. Slots come in order.
     *
     * @param expected how many there will be, about
     */
    void add(int slot, int expected) {
        if (!vectors.alive(slot)) {
            graph.skip(slot + 1);
            return;
        }
        HnswIndex<Integer, Slot, Slot, Float> in = library(expected);
        if (nodes == in.getMaxItemCount()) {
            in.resize(nodes + (nodes >> 1));
        }
        in.add(new Slot(slot, vectors.dimensions()));
        MutableIntList[] connections = connections(in, nodes++);
        int level = connections.length - 1;
        graph.reserve(slot, level);
        for (int l = 0; l <= level; l++) {
            copy(in, slot, l, connections[l]);
            for (int i = 0; i < connections[l].size(); i++) {
                int neighbor = connections[l].get(i);
                copy(in, slotOf(in, neighbor), l, connections(in, neighbor)[l]);
            }
        }
        graph.publish(slot, level, slot + 1);
        if (!vectors.alive(slot)) {
            remove(slot);
        }
        if (nodes % FORGET_LOCKS_EVERY == 0) {
            locks(in).clear(); // one per id ever added, used by concurrent insertions only
        }
    }

    /** Keeps the library from choosing the slot as a neighbour again. Any thread. */
    void remove(int slot) {
        HnswIndex<Integer, Slot, Slot, Float> in = library;
        if (in != null) {
            in.remove(slot, Long.MAX_VALUE);
        }
    }

    /** Lets go of the library's form of the graph until the next addition. */
    void rest() {
        library = null;
        nodes = 0;
    }

    private HnswIndex<Integer, Slot, Slot, Float> library(int expected) {
        HnswIndex<Integer, Slot, Slot, Float> in = library;
        if (in == null) {
            in = HnswIndex.<Slot, Float>newBuilder(vectors.dimensions(), new CodeDistance(vectors),
                    Math.max(1024, expected)).withM(options.maxConnections()).withEfConstruction(options.beamWidth())
                    .withRemoveEnabled().build();
            nodes = fill(in);
            library = in;
            for (int slot = 0; slot < graph.covered(); slot++) {
                if (!vectors.alive(slot)) {
                    remove(slot);
                }
            }
        }
        return in;
    }

    /** Gives the library the graph as its own; how many nodes it has. */
    private int fill(HnswIndex<Integer, Slot, Slot, Float> in) {
        int covered = graph.covered();
        int[] nodeOf = new int[covered];
        int count = 0;
        for (int slot = 0; slot < covered; slot++) {
            nodeOf[slot] = graph.level(slot) < 0 ? -1 : count++;
        }
        if (count > in.getMaxItemCount()) {
            in.resize(count + (count >> 2));
        }
        try {
            @SuppressWarnings("unchecked")
            AtomicReferenceArray<Object> all = (AtomicReferenceArray<Object>) (AtomicReferenceArray) Inside.NODES
                    .invokeExact((Object) in);
            @SuppressWarnings("unchecked")
            MutableObjectIntMap<Object> lookup = (MutableObjectIntMap<Object>) (MutableObjectIntMap) Inside.LOOKUP
                    .invokeExact((Object) in);
            for (int slot = 0; slot < covered; slot++) {
                if (nodeOf[slot] >= 0) {
                    Slot item = new Slot(slot, vectors.dimensions());
                    all.set(nodeOf[slot], (Object) Inside.NODE.invokeExact(nodeOf[slot], lists(slot, nodeOf),
                            (Object) item, false));
                    lookup.put(item.id(), nodeOf[slot]);
                }
            }
            Inside.SET_COUNT.invokeExact((Object) in, count);
            if (count > 0) {
                Inside.SET_ENTRY.invokeExact((Object) in, all.get(nodeOf[graph.entrySlot()]));
            }
            return count;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private MutableIntList[] lists(int slot, int[] nodeOf) {
        MutableIntList[] lists = new MutableIntList[graph.level(slot) + 1];
        for (int level = 0; level < lists.length; level++) {
            int count = graph.neighbors(slot, level, list);
            lists[level] = new IntArrayList((level == 0 ? 2 : 1) * options.maxConnections());
            for (int i = 0; i < count; i++) {
                lists[level].add(nodeOf[list[i]]);
            }
        }
        return lists;
    }

    private void copy(HnswIndex<?, ?, ?, ?> in, int slot, int level, MutableIntList nodeNumbers) {
        int count = Math.min(nodeNumbers.size(), list.length);
        for (int i = 0; i < count; i++) {
            list[i] = slotOf(in, nodeNumbers.get(i));
        }
        graph.setNeighbors(slot, level, list, count);
    }

    private Object node(HnswIndex<?, ?, ?, ?> in, int number) {
        try {
            Object node = ((AtomicReferenceArray<?>) Inside.NODES.invokeExact((Object) in)).get(number);
            if (node == null) {
                throw new IllegalStateException("hnswlib has no node " + number + " of " + nodes);
            }
            return node;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private MutableIntList[] connections(HnswIndex<?, ?, ?, ?> in, int number) {
        try {
            return (MutableIntList[]) Inside.CONNECTIONS.invokeExact(node(in, number));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private int slotOf(HnswIndex<?, ?, ?, ?> in, int number) {
        try {
            return ((Slot) (Object) Inside.ITEM.invokeExact(node(in, number))).number;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static Map<?, ?> locks(HnswIndex<?, ?, ?, ?> in) {
        try {
            return (Map<?, ?>) (Map) Inside.LOCKS.invokeExact((Object) in);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(@Nullable Throwable cause) {
        return cause instanceof IllegalStateException known
                ? known
                : new IllegalStateException("cannot read the graph of hnswlib-core", cause);
    }
}
