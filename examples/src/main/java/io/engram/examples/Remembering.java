package io.engram.examples;

import io.engram.agent.Agent;
import io.engram.agent.Answer;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An agent is told three things, ends, starts again in the same folder, and is asked about one of them. */
public final class Remembering {
    private Remembering() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("remembering");
        System.out.println(run(folder).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS).text());
    }

    static Future<Answer> run(Path folder) {
        return start(folder).compose(agent -> agent.tell("The spare key lies under the flower pot.", "Ada")
                .compose(told -> agent.tell("The train to Vienna leaves at seven in the morning.", "Ada"))
                .compose(told -> agent.tell("Our cat Mimi is afraid of thunder.", "Ada"))
                .eventually(agent::close))
                .compose(told -> start(folder))
                .compose(agent -> agent.ask("How can I get into the house?", "Ada").eventually(agent::close));
    }

    private static Future<Agent> start(Path folder) {
        return Agent.builder("ada-helper").data(folder).build();
    }
}
