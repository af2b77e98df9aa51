package io.engram.inference.transformer;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.Metadata;
import java.util.List;

/** Keys that change a model's arithmetic in ways that nothing here computes. All other unknown keys are harmless. */
final class UnsupportedKeys {
    /** Numbers that must be absent or 0. */
    private static final List<String> NUMBERS = List.of("attn_logit_softcapping", "final_logit_softcapping",
            "router_logit_softcapping", "attention.clamp_kqv", "attention.max_alibi_bias",
            "attention.temperature_scale",
            "attention.temperature_length", "attention.output_scale");
    /** Arrays and texts that must be absent. */
    private static final List<String> ANY = List.of("rope.dimension_sections", "swiglu_clamp_exp",
            "swiglu_clamp_shexp");

    private UnsupportedKeys() {
    }

    static void refuse(Metadata keys, String architecture) throws ModelFormatException {
        for (String name : NUMBERS) {
            String key = architecture + "." + name;
            if (keys.has(key) && keys.number(key, 0) != 0) {
                throw keys.bad(key, "expected 0 or no such key in architecture " + architecture + ", received "
                        + keys.number(key, 0));
            }
        }
        for (String name : ANY) {
            String key = architecture + "." + name;
            if (keys.has(key)) {
                throw keys.bad(key, "expected no such key in architecture " + architecture);
            }
        }
        if (!keys.bool(architecture + ".attention.causal", true)) {
            throw keys.bad(architecture + ".attention.causal", "expected true, received false");
        }
        if (keys.bool(architecture + ".use_parallel_residual", false)) {
            throw keys.bad(architecture + ".use_parallel_residual", "expected false, received true");
        }
    }
}
