package io.engram.agent;

import static io.engram.agent.testing.LoopWatch.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.event.AgentEvent;
import io.engram.agent.live.LiveReport;
import io.engram.agent.testing.Breaking;
import io.engram.agent.testing.Corridor;
import io.engram.agent.testing.LoopWatch;
import io.engram.agent.testing.WordEmbedder;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AgentLiveTest {
    @RegisterExtension
    final LoopWatch watch = new LoopWatch();

    @TempDir
    Path folder = Path.of("");

    private Agent agent() throws Exception {
        return await(Agent.builder("ada").vertx(watch.vertx()).data(folder).embedder(new WordEmbedder()).build());
    }

    @Test
    void life_reportsAndSaysHowItGoesWithoutBlockingTheLoop() throws Exception {
        Agent agent = agent();
        List<AgentEvent> heard = new ArrayList<>();
        agent.events().handler(heard::add);

        LiveReport report = await(agent.live(new Corridor()));
        await(agent.close());

        assertThat(report.scenario()).isEqualTo("corridor");
        assertThat(report.envSteps()).isEqualTo(400);
        assertThat(report.evalEpisodes()).isEqualTo(5);
        assertThat(heard).hasAtLeastOneElementOfType(AgentEvent.Progress.class)
                .hasAtLeastOneElementOfType(AgentEvent.SleepPhase.class)
                .hasAtLeastOneElementOfType(AgentEvent.Slept.class)
                .hasAtLeastOneElementOfType(AgentEvent.Planned.class);
        assertThat(heard.stream().filter(AgentEvent.EpisodeEnded.class::isInstance)).hasSize(report.episodes() + 5);
        assertThat(Files.exists(folder.resolve("worlds/corridor.model"))).isTrue();
    }

    @Test
    void commands_areCarriedOutWhileItLives() throws Exception {
        Agent agent = agent();
        Future<LiveReport> life = agent.live(new Corridor(), new Corridor().defaults().withMaxSteps(1_000_000));

        await(agent.tell("the key is red", "Bo"));
        assertThat(await(agent.ask("which key")).text()).contains("the key is red");
        assertThatThrownBy(() -> await(agent.live(new Corridor()))).isInstanceOf(AgentBusyException.class)
                .hasMessageContaining("one life at a time");
        assertThat(life.isComplete()).isFalse();
        agent.stopLiving();
        assertThat(await(life).envSteps()).isLessThan(1_000_000);
        await(agent.close());
    }

    @Test
    void close_endsARunningLife() throws Exception {
        Agent agent = agent();
        Future<LiveReport> life = agent.live(new Corridor(), new Corridor().defaults().withMaxSteps(1_000_000));
        await(watch.vertx().timer(100));

        await(agent.close());

        assertThat(life.succeeded()).isTrue();
        assertThatThrownBy(() -> await(agent.live(new Corridor()))).isInstanceOf(AgentClosedException.class);
    }

    @Test
    void brokenEnvironment_failsTheLifeAndLeavesTheAgentAlive() throws Exception {
        Agent agent = agent();
        List<AgentEvent> heard = new ArrayList<>();
        agent.events().handler(heard::add);
        Breaking[] made = new Breaking[1];

        assertThatThrownBy(() -> await(agent.live(new Corridor(env -> made[0] = new Breaking(env, 50)))))
                .isInstanceOf(LifeException.class).hasMessageContaining("corridor")
                .hasMessageContaining("fell apart at step 51");
        assertThatThrownBy(() -> await(agent.live(new Corridor(env -> {
            throw new IllegalStateException("no such world");
        })))).isInstanceOf(LifeException.class).hasMessageContaining("no such world");

        assertThat(made[0].closes()).isEqualTo(1);
        assertThat(await(agent.live(new Corridor())).envSteps()).isEqualTo(400);
        await(agent.close());
        assertThat(heard.stream().filter(AgentEvent.Failed.class::isInstance)).hasSize(2);
    }
}
