package io.engram.worldmodel.latent;

import io.engram.tensor.layer.Activation;
import io.engram.tensor.layer.Chain;
import io.engram.tensor.layer.Gru;
import io.engram.tensor.layer.LayerNorm;
import io.engram.tensor.layer.Linear;
import io.engram.tensor.layer.Parameter;
import io.engram.tensor.layer.Part;
import io.engram.tensor.layer.Residual;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.network.Encoders;
import io.engram.worldmodel.network.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The networks. {@code moved} is a latent state followed by an action as one-hot; reward and whether it goes on are read off the next
 * latent state and that action.
 */
final class LatentNet {
    private static final float EPS = 1e-5f;

    final int width;
    final int actions;
    final Support rewards;
    final Support values;
    /** Window to latent. */
    final Part represent;
    /** Moved to latent. */
    final Part dynamics;
    /** Moved to logits over reward bins. */
    final Part reward;
    /** Moved to the logit of going on. */
    final Part goesOn;
    /** Latent to logits over actions. */
    final Part policy;
    /** Latent to logits over value bins. */
    final Part value;
    /** Latent to the newest observation. */
    final Part decode;

    LatentNet(Eye eye, int actions, LatentOptions options, Support rewards, Support values, RandomGenerator random) {
        this.actions = actions;
        this.rewards = rewards;
        this.values = values;
        width = options.width();
        int moved = width + actions;
        represent = new Chain(encoder(eye, options, random),
                Part.of(new LayerNorm("represent.norm", width, EPS), width));
        dynamics = new Chain(
                new Residual(new Chain(Part.of(new Linear("dynamics.1", moved, width, random)),
                        Part.of(new LayerNorm("dynamics.inner", width, EPS), width),
                        Part.of(Activation.SILU, width),
                        Part.of(new Linear("dynamics.2", width, width, 0.5f, random)))),
                Part.of(new LayerNorm("dynamics.norm", width, EPS), width));
        reward = head("reward", moved, rewards.size(), random);
        goesOn = head("goes-on", moved, 1, random);
        policy = head("policy", width, actions, random);
        value = head("value", width, values.size(), random);
        decode = Part.of(new Linear("decode", width, eye.width, 0.1f, random));
    }

    private Part encoder(Eye eye, LatentOptions options, RandomGenerator random) {
        if (eye.space instanceof Space.Grid grid) {
            if (options.history() > 1)
                throw new IllegalArgumentException(
                        "history: expected 1 for grids, received " + options.history());
            Part cells = Encoders.grid("represent", grid.height(), grid.width(), grid.channels() * (grid.maxId() + 1),
                    options.channels(), 1, random);
            return new Chain(cells, Part.of(new Linear("represent.out", cells.out(), width, random)));
        }
        Part memory = options.history() == 1
                ? Encoders.vector("represent", eye.width, width, random)
                : new Gru("represent", Window.entry(eye, actions, options.history()), options.history(), width, random);
        return new Chain(memory,
                Part.of(new Linear("represent.out", width, width, random)));
    }

    /** One hidden layer; the output starts near zero, so that nothing is believed before it was learned. */
    private Part head(String name, int in, int out, RandomGenerator random) {
        return new Chain(Part.of(new Linear(name + ".1", in, width, random)), Part.of(Activation.SILU, width),
                Part.of(new Linear(name + ".2", width, out, 0.01f, random)));
    }

    List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        for (Part part : List.of(represent, dynamics, reward, goesOn, policy, value, decode))
            all.addAll(part.parameters());
        return all;
    }

    /** Writes {@code latent[b]} and its action as {@code moved[B][width + actions]}. */
    void join(float[] latent, int[] made, int batch, float[] moved) {
        int row = width + actions;
        for (int b = 0; b < batch; b++) {
            System.arraycopy(latent, b * width, moved, b * row, width);
            for (int a = 0; a < actions; a++)
                moved[b * row + width + a] = a == made[b] ? 1 : 0;
        }
    }
}
