package io.engram.tensor.kernel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the version once, when the class is first used, and says why. */
final class KernelChoice {
    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
    static final Kernels BEST = choose();

    private KernelChoice() {
    }

    private static Kernels choose() {
        LOG.info("kernels: {}", ScalarKernels.INSTANCE.name());
        return ScalarKernels.INSTANCE;
    }
}
