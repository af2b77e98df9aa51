package io.engram.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Time is simulated: a job of 100 units of work takes what the case says. */
class HelperGateTest {
    private static final int JOBS = 20_000;

    private record Share(int open, double rate) {
    }

    /** Jobs with helpers take {@code with} ns, those without {@code without}; every tenth one with helpers is in trouble. */
    private static Share run(HelperGate gate, long with, long without, boolean trouble) {
        int open = 0;
        long nanos = 0;
        for (int i = 0; i < JOBS; i++) {
            boolean helped = gate.open();
            open += helped ? 1 : 0;
            long took = helped ? with : without;
            nanos += took;
            gate.record(took, 100, helped && trouble && i % 10 == 0 ? 1 : 0);
        }
        return new Share(open, 100.0 * JOBS / nanos);
    }

    @Test
    void aQuietMachineIsNeverTriedWithout() {
        assertEquals(JOBS, run(new HelperGate(), 1_000_000, 1_700_000, false).open());
    }

    @Test
    void helpersThatCostMoreThanTheyBringStayOut() {
        Share share = run(new HelperGate(), 2_000_000, 1_700_000, true);
        assertTrue(share.open() < JOBS / 20, "jobs with helpers: " + share.open());
        assertTrue(share.rate() > 0.99 * 100 / 1_700_000.0, "rate: " + share.rate());
    }

    @Test
    void jobsThatStandStillAreASignToo() {
        HelperGate gate = new HelperGate();
        int open = 0;
        for (int i = 0; i < 20 * JOBS; i++) {
            boolean helped = gate.open();
            open += helped ? 1 : 0;
            gate.record(!helped ? 170_000 : i % 40 == 0 ? 5_000_000 : 100_000, 100, 0);
        }
        assertTrue(open < JOBS, "jobs with helpers: " + open + " of " + 20 * JOBS);
    }

    @Test
    void helpersInTroubleThatStillBringSomethingStay() {
        Share share = run(new HelperGate(), 1_200_000, 1_700_000, true);
        assertTrue(share.open() > JOBS * 19 / 20, "jobs with helpers: " + share.open());
    }

    @Test
    void helpersComeBackWhenTheMachineIsQuietAgain() {
        HelperGate gate = new HelperGate();
        run(gate, 2_000_000, 1_700_000, true);
        Share after = run(gate, 1_000_000, 1_700_000, false);
        assertTrue(after.open() > JOBS * 17 / 20, "jobs with helpers: " + after.open());
    }
}
