package io.engram.agent;

import static io.engram.agent.testing.LoopWatch.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.event.AgentAddresses;
import io.engram.agent.event.AgentEvent;
import io.engram.agent.spi.Responder;
import io.engram.agent.testing.LoopWatch;
import io.engram.agent.testing.WordEmbedder;
import io.engram.memory.Episode;
import io.engram.memory.Recall;
import io.engram.memory.SleepReport;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
    @RegisterExtension
    final LoopWatch watch = new LoopWatch();

    @TempDir
    Path folder = Path.of("");

    /** A language model that answers with what it was given, when it is let. */
    private static final class Echo implements Responder {
        final CountDownLatch gate;
        final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
        volatile boolean closed;

        Echo(int closedGates) {
            gate = new CountDownLatch(closedGates);
        }

        @Override
        public String id() {
            return "echo";
        }

        @Override
        public Reply reply(Request request) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            requests.add(request);
            if (request.question().contains("break"))
                throw new IllegalStateException("the model broke");
            return new Reply("I read " + request.memories().size(), 1, 1);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private AgentBuilder builder() {
        return Agent.builder("ada").vertx(watch.vertx()).data(folder).embedder(new WordEmbedder());
    }

    private Agent agent() throws Exception {
        return await(builder().build());
    }

    @Test
    void toldThings_areRecalledAfterARestart() throws Exception {
        Agent first = agent();
        await(first.tell("The spare key lies under the flower pot.", "Bo"));
        await(first.tell("The train leaves at seven.", "Bo"));
        await(first.close());

        Agent second = agent();
        Recall recall = await(second.recall("where is the spare key"));
        assertThat(recall.items()).first().satisfies(item -> {
            assertThat(item.text()).isEqualTo("The spare key lies under the flower pot.");
            assertThat(item.provenance().writer()).isEqualTo("Bo");
        });
        await(second.close());
    }

    @Test
    void withoutALanguageModel_theAnswerIsWhatIsRecalledAndSaysSo() throws Exception {
        Agent agent = agent();
        Answer nothing = await(agent.ask("where is the key"));
        assertThat(nothing.origin()).isEqualTo(Answer.Origin.NOTHING);
        assertThat(nothing.text()).isEmpty();

        await(agent.tell("the key is in the drawer", "Bo"));
        Answer answer = await(agent.ask("where is the key"));
        assertThat(answer.origin()).isEqualTo(Answer.Origin.RECALLED);
        assertThat(answer.text()).isEqualTo("the key is in the drawer");
        assertThat(answer.speaker()).isEmpty();
        await(agent.close());
    }

    @Test
    void withALanguageModel_itAnswersFromTheMemoriesAndIsClosedWithTheAgent() throws Exception {
        Echo echo = new Echo(0);
        Agent agent = await(builder().languageModel(echo).seed(5).build());
        await(agent.tell("the key is in the drawer", "Bo"));

        Answer answer = await(agent.ask("where is the key", "Cy"));

        assertThat(answer.origin()).isEqualTo(Answer.Origin.GENERATED);
        assertThat(answer.speaker()).isEqualTo("echo");
        assertThat(answer.text()).isEqualTo("I read 1");
        assertThat(echo.requests).singleElement().satisfies(request -> {
            assertThat(request.memories()).singleElement().asString().contains("drawer").contains("Bo");
            assertThat(request.actor()).isEqualTo("Cy");
        });
        await(agent.close());
        assertThat(echo.closed).isTrue();
    }

    @Test
    void eventsOfATurn_comeInOrderOnTheApiAndOnTheBus() throws Exception {
        Agent agent = agent();
        List<AgentEvent> heard = new ArrayList<>();
        List<AgentEvent> onBus = new ArrayList<>();
        agent.events().handler(heard::add);
        watch.vertx().eventBus().<AgentEvent>localConsumer(AgentAddresses.events("ada"), m -> onBus.add(m.body()));

        await(agent.tell("the key is in the drawer", "Bo"));
        await(agent.ask("where is the key", "Cy"));
        await(agent.close());

        assertThat(heard.stream().<Object>map(AgentEvent::getClass)).containsExactly(AgentEvent.Perceived.class,
                AgentEvent.Recorded.class, AgentEvent.Perceived.class, AgentEvent.Recalled.class,
                AgentEvent.Planned.class,
                AgentEvent.Acted.class, AgentEvent.Observed.class, AgentEvent.Recorded.class);
        assertThat(heard.stream().map(e -> e.stamp().sequence())).containsExactlyElementsOf(IntStream.rangeClosed(1, 8)
                .mapToObj(Long::valueOf).toList());
        assertThat(heard.stream().map(e -> e.stamp().turn())).containsExactly(1L, 1L, 2L, 2L, 2L, 2L, 2L, 2L);
        assertThat(onBus).isEqualTo(heard);
    }

    @Test
    void fullQueue_refusesAndLosesNothingThatWasAccepted() throws Exception {
        Echo echo = new Echo(1);
        Agent agent = await(
                builder().languageModel(echo).options(AgentOptions.defaults().withQueueCapacity(4)).build());
        List<Future<Answer>> asked = IntStream.range(0, 10).mapToObj(i -> agent.ask("question " + i)).toList();

        for (Future<Answer> refused : asked.subList(4, 10))
            assertThatThrownBy(() -> await(refused)).isInstanceOf(AgentBusyException.class);
        echo.gate.countDown();
        for (Future<Answer> accepted : asked.subList(0, 4))
            await(accepted);

        assertThat(echo.requests.stream().map(Responder.Request::question)).containsExactly("question 0", "question 1",
                "question 2", "question 3");
        await(agent.tell("there is room again", "Bo"));
        await(agent.close());
    }

    @Test
    void failingTurn_isSaidAndTheNextOneWorks() throws Exception {
        Agent agent = await(builder().languageModel(new Echo(0)).build());
        List<AgentEvent> heard = new ArrayList<>();
        agent.events().handler(heard::add);

        assertThatThrownBy(() -> await(agent.ask("please break"))).hasMessage("the model broke");
        assertThatThrownBy(() -> await(agent.tell("  ", "Bo"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blank");
        assertThat(await(agent.ask("well then")).origin()).isEqualTo(Answer.Origin.GENERATED);
        await(agent.close());

        assertThat(
                heard.stream().filter(AgentEvent.Failed.class::isInstance).map(e -> ((AgentEvent.Failed) e).message()))
                .contains("the model broke");
    }

    @Test
    void closedAgent_refusesEverythingAndClosesAgain() throws Exception {
        Agent agent = agent();
        Future<Void> closed = agent.close();
        await(closed);

        assertThatThrownBy(() -> await(agent.tell("late", "Bo"))).isInstanceOf(AgentClosedException.class);
        assertThatThrownBy(() -> await(agent.recall("late"))).isInstanceOf(AgentClosedException.class);
        assertThat(agent.close()).isSameAs(closed);
    }

    @Test
    void close_whileCommandsWait_carriesThemOutFirst() throws Exception {
        Agent agent = agent();
        List<Future<Episode>> told = IntStream.range(0, 20).mapToObj(i -> agent.tell("thing number " + i, "Bo"))
                .toList();
        await(agent.close());

        assertThat(told).allSatisfy(episode -> assertThat(episode.succeeded()).isTrue());
        Agent again = agent();
        assertThat(again.memory().stats().episodes()).isEqualTo(20);
        await(again.close());
    }

    @Test
    void commandsOnTheBus_areCarriedOut() throws Exception {
        Agent agent = agent();
        String address = AgentAddresses.commands("ada");

        Message<Episode> told = await(
                watch.vertx().eventBus().request(address, new AgentCommand.Tell("the key is red", "Bo")));
        assertThat(told.body().text()).isEqualTo("the key is red");
        Message<Answer> answer = await(
                watch.vertx().eventBus().request(address, new AgentCommand.Ask("which key", "Cy")));
        assertThat(answer.body().text()).isEqualTo("the key is red");
        assertThatThrownBy(() -> await(watch.vertx().eventBus().request(address, "hello")))
                .isInstanceOf(ReplyException.class)
                .hasMessageContaining("expected an AgentCommand, received java.lang.String");
        await(agent.close());
    }

    @Test
    void sleep_consolidatesAndSaysItsPhases() throws Exception {
        Agent agent = agent();
        List<AgentEvent> heard = new ArrayList<>();
        agent.events().handler(heard::add);
        await(agent.tell("Ada lives in Vienna.", "Bo"));

        SleepReport report = await(agent.sleep("test"));
        await(agent.close());

        assertThat(report.phases()).isNotEmpty();
        List<AgentEvent> sleep = heard.subList(2, heard.size());
        assertThat(sleep.getFirst()).isInstanceOf(AgentEvent.SleepBegan.class);
        assertThat(sleep.getLast()).isInstanceOf(AgentEvent.Slept.class);
        assertThat(sleep.subList(1, sleep.size() - 1)).hasSize(report.phases().size())
                .hasOnlyElementsOfType(AgentEvent.SleepPhase.class);
    }

    @Test
    void idleAgent_sleepsOnceForWhatItWasTold() throws Exception {
        Agent agent = await(
                builder().options(AgentOptions.defaults().withSleepWhenIdleFor(Duration.ofMillis(100))).build());
        List<AgentEvent> heard = Collections.synchronizedList(new ArrayList<>());
        agent.events().handler(heard::add);
        await(agent.tell("Ada lives in Vienna.", "Bo"));
        await(watch.vertx().timer(1500));
        await(agent.close());

        assertThat(heard.stream().filter(AgentEvent.SleepBegan.class::isInstance)).hasSize(1);
    }

    @Test
    void twoAgents_onOneVertx_keepTheirMemoriesApart() throws Exception {
        Agent ada = agent();
        Agent bob = await(Agent.builder("bob").vertx(watch.vertx()).data(folder.resolve("bob"))
                .embedder(new WordEmbedder()).build());
        await(ada.tell("the key is red", "Cy"));

        assertThat(await(bob.recall("key")).items()).isEmpty();
        assertThat(await(ada.recall("key")).items()).hasSize(1);
        await(Future.join(ada.close(), bob.close()).mapEmpty());
    }

    @Test
    void closingTheGivenVertx_closesTheAgent() throws Exception {
        Agent agent = agent();
        await(agent.tell("the key is red", "Cy"));
        await(watch.vertx().close());
        await(agent.close());

        try (var memory = io.engram.memory.AgentMemory
                .open(io.engram.memory.MemoryOptions.of(folder, "ada", new WordEmbedder()))) {
            assertThat(memory.stats().episodes()).isEqualTo(1);
        }
    }

    @Test
    void builderWithoutAFolder_saysWhatIsMissing() {
        assertThatThrownBy(() -> Agent.builder("ada").build()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected a data folder");
        assertThatThrownBy(() -> Agent.builder("a b")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("received 'a b'");
    }
}
