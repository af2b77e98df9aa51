package io.engram.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A picture of a search tree: one node and its most visited edges, and so on below.
 *
 * @param name the action that led here; "root" at the top
 * @param visits simulations that came here
 * @param q mean return of the edge that led here, seen by the player who chose it; the root's own value at the top
 * @param prior of the edge that led here
 * @param kind "decision", "chance", "terminal" or "frontier"
 * @param proven whether the value is exact
 * @param children most visited first
 */
public record PlanTree(String name, int visits, double q, double prior, String kind, boolean proven,
        List<PlanTree> children) {

    /** Copies the list. */
    public PlanTree {
        children = List.copyOf(children);
    }

    static PlanTree of(Tree tree, World world, PlannerOptions options, int depth, int edges) {
        if (depth < 1 || edges < 1) {
            throw new IllegalArgumentException(
                    "a picture needs at least one level and one edge but was asked for " + depth + " and " + edges);
        }
        return build(tree, world, options, 0, "root", tree.value[0], 1, tree.visits[0], depth, edges);
    }

    private static PlanTree build(Tree tree, World world, PlannerOptions options, int node, String name, double q,
            double prior, int visits, int depth,
            int edges) {
        List<Integer> shown = new ArrayList<>();
        for (int e = tree.firstEdge[node]; depth > 0 && e < tree.firstEdge[node] + tree.edgeCount[node]; e++) {
            if (tree.child[e] >= 0 && tree.edgeVisits[e] > 0) {
                shown.add(e);
            }
        }
        shown.sort(Comparator.comparingInt((Integer e) -> -tree.edgeVisits[e]));
        List<PlanTree> below = new ArrayList<>();
        for (int e : shown.subList(0, Math.min(edges, shown.size()))) {
            int action = tree.action[e];
            String edgeName = action < world.actionCount()
                    ? world.actionName(action)
                    : options.macros().get(action - world.actionCount()).name();
            below.add(build(tree, world, options, tree.child[e], edgeName, tree.q[e], tree.prior[e], tree.edgeVisits[e],
                    depth - 1, edges));
        }
        String kind = List.of("decision", "chance", "terminal", "frontier").get(tree.kind[node]);
        return new PlanTree(name, visits, q, prior, kind, tree.proven[node], below);
    }

    /** Graphviz source. */
    public String toDot() {
        StringBuilder out = new StringBuilder("digraph plan {\n  node [fontname=\"sans-serif\", fontsize=10];\n");
        dot(out, new int[1]);
        return out.append("}\n").toString();
    }

    private int dot(StringBuilder out, int[] counter) {
        int id = counter[0]++;
        String shape = switch (kind) {
            case "chance" -> "diamond";
            case "terminal" -> "doublecircle";
            default -> "box";
        };
        out.append(String.format(Locale.ROOT, "  n%d [shape=%s, label=\"%s\\nn=%d q=%.3f%s\"%s];%n", id, shape,
                escape(name, "\\\"", "\\\\"), visits, q,
                proven ? " proven" : "", proven ? ", style=bold" : ""));
        for (PlanTree child : children) {
            int to = child.dot(out, counter);
            out.append(String.format(Locale.ROOT, "  n%d -> n%d [penwidth=%.2f];%n", id, to,
                    0.5 + 4.0 * child.visits / Math.max(1, visits)));
        }
        return id;
    }

    /** A drawing that needs no other program: levels from left to right, line width by share of visits. */
    public String toSvg() {
        int rows = leaves();
        int columns = height();
        StringBuilder body = new StringBuilder();
        svg(body, 0, 0);
        return String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">%n%s</svg>%n",
                columns * COLUMN, rows * ROW + 10, body);
    }

    private static final int COLUMN = 170;
    private static final int ROW = 44;

    private void svg(StringBuilder out, int column, int firstRow) {
        double y = middle(firstRow);
        int x = column * COLUMN + 6;
        int row = firstRow;
        for (PlanTree child : children) {
            out.append(String.format(Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#5b7fa6\" stroke-width=\"%.2f\"/>%n",
                    x + 140, y,
                    x + COLUMN, child.middle(row), 0.5 + 5.0 * child.visits / Math.max(1, visits)));
            child.svg(out, column + 1, row);
            row += child.leaves();
        }
        String fill = switch (kind) {
            case "chance" -> "#fff3d6";
            case "terminal" -> "#e3f2e1";
            case "frontier" -> "#eeeeee";
            default -> "#e8eef7";
        };
        out.append(String.format(Locale.ROOT,
                "<rect x=\"%d\" y=\"%.1f\" width=\"140\" height=\"34\" rx=\"5\" fill=\"%s\" stroke=\"#33475b\" stroke-width=\"%d\"/>%n"
                        + "<text x=\"%d\" y=\"%.1f\">%s</text><text x=\"%d\" y=\"%.1f\" fill=\"#555\">n=%d q=%.3f%s</text>%n",
                x, y - 17, fill, proven ? 2 : 1, x + 6, y - 3, escape(name, "&quot;", "\\"), x + 6, y + 11, visits, q,
                proven ? " proven" : ""));
    }

    private double middle(int firstRow) {
        return firstRow * ROW + leaves() * ROW / 2.0 + 5;
    }

    private int leaves() {
        return children.isEmpty() ? 1 : children.stream().mapToInt(PlanTree::leaves).sum();
    }

    private int height() {
        return 1 + children.stream().mapToInt(PlanTree::height).max().orElse(0);
    }

    /** Makes a name safe: short, no line breaks, and no character that would end the string around it. */
    private static String escape(String name, String quote, String backslash) {
        String shortened = name.length() > 22 ? name.substring(0, 21) + "~" : name;
        boolean svg = quote.startsWith("&");
        String safe = shortened.replace("\\", backslash).replaceAll("\\p{Cntrl}", " ");
        safe = svg ? safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") : safe;
        return safe.replace("\"", quote);
    }
}
