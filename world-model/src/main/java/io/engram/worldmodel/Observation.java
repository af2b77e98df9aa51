package io.engram.worldmodel;

import java.util.Arrays;

/**
 * What an agent perceives at one moment. Arrays belong to the observation: neither side may write to them after it was
 * returned. Equality is by content.
 */
public sealed interface Observation {

    /** A discrete state that is seen as it is. */
    record StateObservation(int state) implements Observation {
    }

    /** A vector of numbers. */
    @SuppressWarnings("ArrayRecordComponent") // flat storage; equality by content is written out
    record VectorObservation(float[] values) implements Observation {
        @Override
        public boolean equals(Object other) {
            return other instanceof VectorObservation o && Arrays.equals(values, o.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "VectorObservation" + Arrays.toString(values);
        }
    }

    /** A grid of small ids; {@code cells} has the axes {@code [y][x][channel]}, channel fastest. */
    @SuppressWarnings("ArrayRecordComponent") // flat storage; equality by content is written out
    record GridObservation(int width, int height, int channels, int[] cells) implements Observation {
        public GridObservation {
            if (cells.length != width * height * channels)
                throw new IllegalArgumentException("cells: expected "
                        + width * height * channels + " ids for " + width + "x" + height + "x" + channels
                        + ", received " + cells.length);
        }

        /** The id at column {@code x}, row {@code y}, channel {@code c}. */
        public int at(int x, int y, int c) {
            return cells[(y * width + x) * channels + c];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof GridObservation o && width == o.width && height == o.height
                    && channels == o.channels
                    && Arrays.equals(cells, o.cells);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(cells) * 31 + width;
        }

        @Override
        public String toString() {
            return "GridObservation" + width + "x" + height + "x" + channels + Arrays.toString(cells);
        }
    }

    /** A text. */
    record TextObservation(String text) implements Observation {
    }
}
