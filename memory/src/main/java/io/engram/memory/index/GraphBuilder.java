package io.engram.memory.index;

import com.github.jelmerk.hnswlib.core.DistanceFunction;
import com.github.jelmerk.hnswlib.core.Item;
import com.github.jelmerk.hnswlib.core.hnsw.HnswIndex;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.collections.api.list.primitive.MutableIntList;
import org.jspecify.annotations.Nullable;

/**
 * HNSWlib-java as the builder of the graph. It is given slot numbers for vectors and a distance on our codes; after each
 * insertion the lists that it changed (those of the new node and of the neighbours it chose) are copied into {@link Graph},
 * where searches find them. So the library sees one thread and no search, and none of its races and deadlocks can occur;
 * growing it between insertions is safe too.
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

        static {
            try {
                Class<?> node = Class.forName("com.github.jelmerk.hnswlib.core.hnsw.HnswIndex$Node");
                CONNECTIONS = field(node, "connections", MutableIntList[].class);
                ITEM = field(node, "item", Object.class);
            } catch (ClassNotFoundException e) {
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

        private static IllegalStateException unexpected(String what, Exception cause) {
            return new IllegalStateException("hnswlib-core 1.2.1 expected, but this version has no " + what, cause);
        }
    }

    private static final int FORGET_LOCKS_EVERY = 4096;

    private final Vectors vectors;
    private final Graph graph;
    private final HnswIndex<Integer, Slot, Slot, Float> library;
    private final int[] list;
    private int nodes;

    GraphBuilder(Vectors vectors, Graph graph, VectorIndexOptions options, int expected) {
        this.vectors = vectors;
        this.graph = graph;
        this.list = new int[2 * options.maxConnections()];
        this.library = HnswIndex
                .<Slot, Float>newBuilder(vectors.dimensions(), new CodeDistance(vectors), Math.max(1024, expected))
                .withM(options.maxConnections()).withEfConstruction(options.beamWidth()).withRemoveEnabled().build();
    }

    /** Inserts the next slot, or steps over it where it is dead. Slots come in order. */
    void add(int slot) {
        if (!vectors.alive(slot)) {
            graph.skip(slot + 1);
            return;
        }
        if (nodes == library.getMaxItemCount()) {
            library.resize(nodes + (nodes >> 1));
        }
        library.add(new Slot(slot, vectors.dimensions()));
        MutableIntList[] connections = connections(nodes++);
        int level = connections.length - 1;
        graph.reserve(slot, level);
        for (int l = 0; l <= level; l++) {
            copy(slot, l, connections[l]);
            for (int i = 0; i < connections[l].size(); i++) {
                int neighbor = connections[l].get(i);
                copy(slotOf(neighbor), l, connections(neighbor)[l]);
            }
        }
        graph.publish(slot, level, slot + 1);
        if (!vectors.alive(slot)) {
            remove(slot);
        }
        if (nodes % FORGET_LOCKS_EVERY == 0) {
            locks().clear(); // one per id ever added, used by concurrent insertions only
        }
    }

    /** Keeps the library from choosing the slot as a neighbour again. Any thread. */
    void remove(int slot) {
        library.remove(slot, Long.MAX_VALUE);
    }

    private void copy(int slot, int level, MutableIntList nodeNumbers) {
        int count = Math.min(nodeNumbers.size(), list.length);
        for (int i = 0; i < count; i++) {
            list[i] = slotOf(nodeNumbers.get(i));
        }
        graph.setNeighbors(slot, level, list, count);
    }

    private Object node(int number) {
        try {
            Object node = ((AtomicReferenceArray<?>) Inside.NODES.invokeExact((Object) library)).get(number);
            if (node == null) {
                throw new IllegalStateException("hnswlib has no node " + number + " of " + nodes);
            }
            return node;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private MutableIntList[] connections(int number) {
        try {
            return (MutableIntList[]) Inside.CONNECTIONS.invokeExact(node(number));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private int slotOf(int number) {
        try {
            return ((Slot) (Object) Inside.ITEM.invokeExact(node(number))).number;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private Map<?, ?> locks() {
        try {
            return (Map<?, ?>) (Map) Inside.LOCKS.invokeExact((Object) library);
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
