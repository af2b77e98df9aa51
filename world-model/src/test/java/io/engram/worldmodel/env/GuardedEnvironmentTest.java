package io.engram.worldmodel.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Observation.StateObservation;
import io.engram.worldmodel.Observation.VectorObservation;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.Step;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GuardedEnvironmentTest {
    /** Two actions, vectors of two numbers; says what it is told to say. */
    private static final class Scripted implements Environment {
        private final List<String> names;
        Observation next = new VectorObservation(new float[]{0, 0});
        Map<String, Object> info = Map.of();
        boolean end;

        Scripted(String... names) {
            this.names = List.of(names);
        }

        @Override
        public EnvSpec spec() {
            return new EnvSpec("Scripted-v0", 0, names, 0, 1);
        }

        @Override
        public Space observationSpace() {
            return new Space.Box(2, -10, 10);
        }

        @Override
        public Space actionSpace() {
            return new Space.Discrete(2);
        }

        @Override
        public Reset reset(OptionalLong seed) {
            return Reset.of(new VectorObservation(new float[]{0, 0}));
        }

        @Override
        public Step step(int action) {
            return new Step(next, 0, end, false, info);
        }

        @Override
        public String render() {
            return "scripted";
        }
    }

    private final Scripted inner = new Scripted("a", "b");
    private final GuardedEnvironment guarded = new GuardedEnvironment(inner);

    private void steppingFailsWith(String... parts) {
        guarded.reset(OptionalLong.empty());
        assertThatThrownBy(() -> guarded.step(0)).isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("Scripted-v0: ").hasMessageContainingAll(parts);
    }

    @Test
    void notANumber() {
        inner.next = new VectorObservation(new float[]{0, Float.NaN});
        steppingFailsWith("an observation in Box", "NaN");
    }

    @Test
    void infinite() {
        inner.next = new VectorObservation(new float[]{Float.POSITIVE_INFINITY, 0});
        steppingFailsWith("Infinity");
    }

    @Test
    void wrongLength() {
        inner.next = new VectorObservation(new float[]{1});
        steppingFailsWith("length=2", "[1.0]");
    }

    @Test
    void wrongKind() {
        inner.next = new StateObservation(1);
        steppingFailsWith("StateObservation");
    }

    @Test
    void outOfBounds() {
        inner.next = new VectorObservation(new float[]{0, 11});
        steppingFailsWith("11.0");
    }

    @Test
    void maskWithoutActions() {
        inner.info = Map.of(Step.ACTION_MASK, new BitSet());
        steppingFailsWith("at least one legal action", "{}");
    }

    @Test
    void maskBeyondTheActions() {
        BitSet mask = new BitSet();
        mask.set(2);
        inner.info = Map.of(Step.ACTION_MASK, mask);
        steppingFailsWith("all below 2", "{2}");
    }

    @Test
    void illegalAction() {
        guarded.reset(OptionalLong.empty());
        assertThatThrownBy(() -> guarded.step(2)).hasMessage("Scripted-v0: action: expected 0..1, received 2");
    }

    @Test
    void stepAfterTheEnd_andAfterAFault() {
        inner.end = true;
        guarded.reset(OptionalLong.empty());
        assertThat(guarded.step(0).terminated()).isTrue();
        assertThatThrownBy(() -> guarded.step(0)).hasMessageContaining("a running episode");
        inner.next = new StateObservation(1);
        steppingFailsWith("StateObservation");
        assertThatThrownBy(() -> guarded.step(0)).hasMessageContaining("a running episode");
    }

    @Test
    void missingNames() {
        assertThatThrownBy(() -> new GuardedEnvironment(new Scripted("only one")))
                .hasMessage("Scripted-v0: action names: expected 2, one for each action, received 1");
    }
}
