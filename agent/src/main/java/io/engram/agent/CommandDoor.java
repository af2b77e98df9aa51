package io.engram.agent;

import io.engram.agent.event.AgentAddresses;
import io.engram.memory.RecallQuery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;

/** The bus side of an actor: commands in, results out, failures with their codes. */
final class CommandDoor {
    private static final DeliveryOptions REPLY = new DeliveryOptions().setCodecName(LocalCodec.REPLY)
            .setLocalOnly(true);

    private final ActorVerticle actor;

    CommandDoor(ActorVerticle actor) {
        this.actor = actor;
    }

    /** On the actor's context, so that it is closed when the actor is undeployed. */
    Future<Void> open(Vertx vertx, String address) {
        MessageConsumer<Object> consumer = vertx.eventBus().localConsumer(address, this::receive);
        return consumer.completion();
    }

    private void receive(Message<Object> message) {
        if (!(message.body() instanceof AgentCommand command)) {
            message.fail(AgentAddresses.FAILED,
                    "expected an AgentCommand, received " + message.body().getClass().getName());
            return;
        }
        Future<?> result;
        try {
            result = carryOut(command);
        } catch (RuntimeException e) {
            result = Future.failedFuture(e);
        }
        result.onSuccess(value -> message.reply(value, REPLY))
                .onFailure(e -> message.fail(code(e), e.getMessage() == null ? e.toString() : e.getMessage()));
    }

    private Future<?> carryOut(AgentCommand command) {
        return switch (command) {
            case AgentCommand.Tell tell -> actor.tell(tell.text(), tell.actor());
            case AgentCommand.Recall recall -> actor.recall(RecallQuery.of(recall.query()));
            case AgentCommand.Ask ask -> actor.ask(ask.text(), ask.actor());
            case AgentCommand.Sleep sleep -> actor.sleep(sleep.reason());
        };
    }

    private static int code(Throwable e) {
        return switch (e) {
            case AgentBusyException busy -> AgentAddresses.BUSY;
            case AgentClosedException closed -> AgentAddresses.CLOSED;
            default -> AgentAddresses.FAILED;
        };
    }
}
