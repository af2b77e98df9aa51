package io.engram.daemon.terminal;

import java.util.ArrayList;
import java.util.List;

/** Label and value pairs in two aligned columns. */
public final class TextTable {
    private final List<String[]> rows = new ArrayList<>();
    private final Style style;

    public TextTable(Style style) {
        this.style = style;
    }

    /** Adds a row; {@code value} may carry style. */
    public TextTable row(String label, String value) {
        rows.add(new String[]{label, value});
        return this;
    }

    /** The rows as lines without line ends, indented by two cells. */
    public List<String> lines() {
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        return rows.stream().map(row -> "  " + style.dim(row[0] + " ".repeat(width - row[0].length())) + "  " + row[1])
                .toList();
    }
}
