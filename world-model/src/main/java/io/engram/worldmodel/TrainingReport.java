package io.engram.worldmodel;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a call of {@link WorldModel#train} did.
 *
 * @param updates updates done
 * @param time wall time used
 * @param losses named measures by which the model was judged, lower is better, in a stable order
 * @param openLoopError entry {@code k-1} is the share of predicted parts that were wrong {@code k} steps ahead of real
 *        recent episodes, when the model was fed its own predictions; measured on episodes held out of this training
 *        where the tier can hold any out; empty when there was no experience to measure on
 */
@SuppressWarnings("ArrayRecordComponent") // reports are read, never compared
public record TrainingReport(int updates, Duration time, Map<String, Double> losses, double[] openLoopError) {
    public TrainingReport {
        losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
    }
}
