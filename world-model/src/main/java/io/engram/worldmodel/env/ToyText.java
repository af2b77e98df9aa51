package io.engram.worldmodel.env;

import io.engram.worldmodel.env.TabularRules.Outcome;
import java.util.ArrayList;
import java.util.List;

/** The rules of Gymnasium's toy-text grids: FrozenLake, CliffWalking and Taxi. */
public final class ToyText {
    private static final List<String> LAKE_4 = List.of("SFFF", "FHFH", "FFFH", "HFFG");
    private static final List<String> LAKE_8 = List.of("SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF",
            "FHHFFFHF",
            "FHFFHFHF", "FFFHFFFG");
    private static final int[][] TAXI_STANDS = {{0, 0}, {0, 4}, {4, 0}, {4, 3}};
    private static final List<String> TAXI_MAP = List.of("|R: | : :G|", "| : | : : |", "| : : : : |", "| | : | : |",
            "|Y| : |B: |");

    private ToyText() {
    }

    /** FrozenLake 4x4, slippery: each move goes as meant or to either side, a third each; the goal pays 1, holes end. */
    public static TabularRules frozenLake4x4() {
        return frozenLake("FrozenLake-v1", LAKE_4, 100);
    }

    /** FrozenLake 8x8, slippery. */
    public static TabularRules frozenLake8x8() {
        return frozenLake("FrozenLake8x8-v1", LAKE_8, 200);
    }

    private static TabularRules frozenLake(String id, List<String> map, int maxSteps) {
        int rows = map.size();
        int columns = map.get(0).length();
        List<List<List<Outcome>>> table = new ArrayList<>();
        List<Double> starts = new ArrayList<>();
        for (int s = 0; s < rows * columns; s++) {
            char here = map.get(s / columns).charAt(s % columns);
            starts.add(here == 'S' ? 1.0 : 0.0);
            List<List<Outcome>> row = new ArrayList<>();
            for (int a = 0; a < 4; a++) {
                List<Outcome> outcomes = new ArrayList<>();
                if (here == 'G' || here == 'H') {
                    outcomes.add(new Outcome(1, s, 0, true));
                } else {
                    for (int turn = 3; turn <= 5; turn++) {
                        int next = lakeMove(s, (a + turn) % 4, rows, columns);
                        char there = map.get(next / columns).charAt(next % columns);
                        outcomes.add(new Outcome(1.0 / 3, next, there == 'G' ? 1 : 0, there == 'G' || there == 'H'));
                    }
                }
                row.add(outcomes);
            }
            table.add(row);
        }
        return new TabularRules(id, rows * columns, List.of("left", "down", "right", "up"), maxSteps, starts, table,
                columns);
    }

    private static int lakeMove(int s, int action, int rows, int columns) {
        int y = s / columns;
        int x = s % columns;
        return switch (action) {
            case 0 -> y * columns + Math.max(x - 1, 0);
            case 1 -> Math.min(y + 1, rows - 1) * columns + x;
            case 2 -> y * columns + Math.min(x + 1, columns - 1);
            default -> Math.max(y - 1, 0) * columns + x;
        };
    }

    /** CliffWalking 4x12: every step costs 1, the cliff costs 100 and sends back to the start; the goal ends. */
    public static TabularRules cliffWalking() {
        int columns = 12;
        List<List<List<Outcome>>> table = new ArrayList<>();
        List<Double> starts = new ArrayList<>();
        for (int s = 0; s < 48; s++) {
            starts.add(s == 36 ? 1.0 : 0.0);
            List<List<Outcome>> row = new ArrayList<>();
            for (int a = 0; a < 4; a++) {
                int y = s / columns + new int[]{-1, 0, 1, 0}[a];
                int x = s % columns + new int[]{0, 1, 0, -1}[a];
                int next = Math.clamp(y, 0, 3) * columns + Math.clamp(x, 0, 11);
                boolean cliff = next > 36 && next < 47;
                row.add(List.of(cliff ? new Outcome(1, 36, -100, false) : new Outcome(1, next, -1, next == 47)));
            }
            table.add(row);
        }
        return new TabularRules("CliffWalking-v1", 48, List.of("up", "right", "down", "left"), 0, starts, table,
                columns);
    }

    /**
     * Taxi 5x5: fetch a passenger at one of four stands and bring them to another. Each step costs 1, a wrong pick-up or drop-off
     * 10, the right drop-off pays 20 and ends. State = ((row * 5 + column) * 5 + passenger) * 4 + destination, passenger 4 in the
     * taxi.
     */
    public static TabularRules taxi() {
        List<List<List<Outcome>>> table = new ArrayList<>();
        List<Double> starts = new ArrayList<>();
        for (int s = 0; s < 500; s++) {
            int passenger = s / 4 % 5;
            int destination = s % 4;
            starts.add(passenger < 4 && passenger != destination ? 1.0 / 300 : 0.0);
            List<List<Outcome>> row = new ArrayList<>();
            for (int a = 0; a < 6; a++) {
                row.add(List.of(taxiStep(s / 100, s / 20 % 5, passenger, destination, a)));
            }
            table.add(row);
        }
        return new TabularRules("Taxi-v3", 500, List.of("south", "north", "east", "west", "pickup", "dropoff"), 200,
                starts, table, 0);
    }

    private static Outcome taxiStep(int row, int column, int passenger, int destination, int action) {
        String line = TAXI_MAP.get(row);
        int y = row;
        int x = column;
        int who = passenger;
        double reward = -1;
        boolean terminated = false;
        switch (action) {
            case 0 -> y = Math.min(row + 1, 4);
            case 1 -> y = Math.max(row - 1, 0);
            case 2 -> x = line.charAt(2 * column + 2) == ':' ? column + 1 : column;
            case 3 -> x = line.charAt(2 * column) == ':' ? column - 1 : column;
            case 4 -> {
                if (passenger < 4 && isAt(row, column, passenger)) {
                    who = 4;
                } else {
                    reward = -10;
                }
            }
            default -> {
                int stand = standAt(row, column);
                if (passenger == 4 && stand == destination) {
                    who = destination;
                    reward = 20;
                    terminated = true;
                } else if (passenger == 4 && stand >= 0) {
                    who = stand;
                } else {
                    reward = -10;
                }
            }
        }
        return new Outcome(1, ((y * 5 + x) * 5 + who) * 4 + destination, reward, terminated);
    }

    private static boolean isAt(int row, int column, int stand) {
        return TAXI_STANDS[stand][0] == row && TAXI_STANDS[stand][1] == column;
    }

    private static int standAt(int row, int column) {
        for (int stand = 0; stand < 4; stand++) {
            if (isAt(row, column, stand)) {
                return stand;
            }
        }
        return -1;
    }
}
