package io.engram.agent;

import io.engram.agent.event.AgentEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Passes immutable objects over the local event bus by reference. It has no wire form: an event bus that leaves the
 * process refuses them, because no class may be named in received data.
 */
final class LocalCodec<T> implements MessageCodec<T, T> {
    /** Codec of replies, whatever their type. */
    static final String REPLY = "engram.local";

    private final String name;

    private LocalCodec(String name) {
        this.name = name;
    }

    /** Registers the codecs of commands, events and replies on this Vert.x once; doing it again changes nothing. */
    static void register(Vertx vertx) {
        synchronized (LocalCodec.class) {
            try {
                vertx.eventBus().registerCodec(new LocalCodec<>(REPLY));
            } catch (IllegalStateException alreadyRegistered) {
                return;
            }
            registerAll(vertx, AgentEvent.class);
            registerAll(vertx, AgentCommand.class);
        }
    }

    private static void registerAll(Vertx vertx, Class<?> sealed) {
        for (Class<?> type : sealed.getPermittedSubclasses())
            registerOne(vertx, type);
    }

    private static <T> void registerOne(Vertx vertx, Class<T> type) {
        vertx.eventBus().registerDefaultCodec(type, new LocalCodec<T>("engram." + type.getSimpleName()));
    }

    @Override
    public void encodeToWire(Buffer buffer, T value) {
        throw new UnsupportedOperationException(name + " has no wire form: send it inside this process only");
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException(name + " has no wire form: send it inside this process only");
    }

    @Override
    public T transform(T value) {
        return value;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
