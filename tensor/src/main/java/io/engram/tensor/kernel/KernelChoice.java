package io.engram.tensor.kernel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks the version once, when the class is first used, and says why. The system property {@code engram.kernels} set to
 * {@code scalar} forces the reference version.
 */
final class KernelChoice {
    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
    private static final String MODULE = "jdk.incubator.vector";
    static final Kernels BEST = choose();

    private KernelChoice() {
    }

    private static Kernels choose() {
        if ("scalar".equals(System.getProperty("engram.kernels"))) {
            LOG.info("kernels: scalar, as the system property engram.kernels asks");
            return ScalarKernels.INSTANCE;
        }
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            LOG.warn("kernels: scalar and slow, because the module {} is not loaded; add --add-modules={}", MODULE,
                    MODULE);
            return ScalarKernels.INSTANCE;
        }
        Kernels vector = VectorKernels.INSTANCE;
        LOG.info("kernels: {}, the widest vectors this machine prefers", vector.name());
        return vector;
    }
}
