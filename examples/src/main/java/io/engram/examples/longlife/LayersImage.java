package io.engram.examples.longlife;

import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.consolidation.ForgettingCurve;
import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.Fact;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** The memory of a long life in one picture: layers by week, facts over time, retention by age, skills. */
final class LayersImage {
    private static final Pattern BLANK = Pattern.compile(" ");
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 860;
    private static final Color INK = new Color(0x24, 0x29, 0x2f);
    private static final Color FAINT = new Color(0x6a, 0x73, 0x7d);
    private static final Color GRID = new Color(0xe4, 0xe7, 0xeb);
    private static final Color TEAL = new Color(0x0b, 0x7a, 0x75);
    private static final Color ORANGE = new Color(0xd9, 0x6c, 0x06);
    private static final Color VIOLET = new Color(0x6f, 0x42, 0xc1);
    private static final Color BLUE = new Color(0x03, 0x66, 0xd6);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Graphics2D g;

    private LayersImage(Graphics2D g) {
        this.g = g;
    }

    static void write(AgentMemory memory, Instant now, List<LongLife.Week> weeks, Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, WIDTH, HEIGHT);
        LayersImage picture = new LayersImage(g);
        picture.weeks(weeks, 60, 60, 480, 300);
        picture.facts(memory, now, 640, 60, 520, 300);
        picture.retention(memory, now, 60, 470, 480, 300);
        picture.skills(memory, 640, 470, 520);
        g.dispose();
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException(file + ": this JDK has no PNG writer");
        }
    }

    private void text(String text, int x, int y, Color colour, int size, int style) {
        g.setColor(colour);
        g.setFont(new Font(Font.SANS_SERIF, style, size));
        g.drawString(text, x, y);
    }

    private void title(String text, int x, int y) {
        text(text, x, y - 20, INK, 16, Font.BOLD);
    }

    /** How many of each kind there are, week by week, on a logarithmic scale. */
    private void weeks(List<LongLife.Week> weeks, int x, int y, int w, int h) {
        title("Layers, week by week", x, y);
        for (int decade = 0; decade <= 3; decade++) {
            int at = y + h - decade * h / 3;
            g.setColor(GRID);
            g.drawLine(x, at, x + w, at);
            text(Integer.toString((int) Math.pow(10, decade)), x - 36, at + 5, FAINT, 12, Font.PLAIN);
        }
        line(weeks, week -> week.stats().episodes(), "episodes", TEAL, x, y, w, h);
        line(weeks, week -> week.stats().facts(), "facts that hold", ORANGE, x, y, w, h);
        line(weeks, LongLife.Week::ended, "facts that ended", FAINT, x, y, w, h);
        line(weeks, week -> week.stats().regularities(), "regularities", VIOLET, x, y, w, h);
        line(weeks, week -> week.stats().skills(), "skills", BLUE, x, y, w, h);
        text("week 1", x, y + h + 20, FAINT, 12, Font.PLAIN);
        text("week " + weeks.size(), x + w - 50, y + h + 20, FAINT, 12, Font.PLAIN);
    }

    private void line(List<LongLife.Week> weeks, ToIntFunction<LongLife.Week> value, String name, Color colour, int x,
            int y, int w, int h) {
        Path2D path = new Path2D.Double();
        double lastY = y + h;
        boolean begun = false;
        for (int i = 0; i < weeks.size(); i++) {
            int count = value.applyAsInt(weeks.get(i));
            if (count > 0) {
                double px = x + (double) i * (w - 110) / Math.max(1, weeks.size() - 1);
                lastY = y + h - Math.log10(count) * h / 3;
                if (begun) {
                    path.lineTo(px, lastY);
                } else {
                    path.moveTo(px, lastY);
                    begun = true;
                }
            }
        }
        if (begun) {
            g.setColor(colour);
            g.setStroke(new BasicStroke(2.4f));
            g.draw(path);
            int last = value.applyAsInt(weeks.getLast());
            text(last + " " + name, x + w - 104, (int) lastY + 4, colour, 12, Font.PLAIN);
        }
    }

    /** One line of time per person: where they lived. */
    private void facts(AgentMemory memory, Instant now, int x, int y, int w, int h) {
        title("What was true when: \"lives in\"", x, y);
        Instant begin = Instant.parse("2026-01-05T00:00:00Z");
        double all = Duration.between(begin, now).toHours();
        int rowHeight = h / Neighbourhood.PEOPLE.size();
        Color[] colours = {TEAL, ORANGE, BLUE, VIOLET};
        int row = 0;
        for (String person : Neighbourhood.PEOPLE) {
            int top = y + row * rowHeight + 18;
            text(person, x, top - 4, INK, 13, Font.BOLD);
            int n = 0;
            for (Fact fact : memory.semantic().history(person, "lives in")) {
                Instant end = fact.validTo().isAfter(now) ? now : fact.validTo();
                int from = x + (int) (w * Duration.between(begin, fact.validFrom()).toHours() / all);
                int until = x + (int) (w * Duration.between(begin, end).toHours() / all);
                Color colour = colours[n++ % colours.length];
                g.setColor(fact.validTo().isAfter(now)
                        ? colour
                        : new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 110));
                g.fillRoundRect(from, top, Math.max(2, until - from - 2), 24, 8, 8);
                if (until - from > 44) {
                    text(fact.object(), from + 6, top + 17, Color.WHITE, 12, Font.BOLD);
                }
            }
            row++;
        }
        text(DAY.format(begin), x, y + h + 20, FAINT, 12, Font.PLAIN);
        text(DAY.format(now), x + w - 46, y + h + 20, FAINT, 12, Font.PLAIN);
    }

    /** Retention of each episode over its age: the most salient are kept longest. */
    private void retention(AgentMemory memory, Instant now, int x, int y, int w, int h) {
        title("Retention of episodes over their age", x, y);
        for (int tenth = 2; tenth <= 10; tenth += 2) {
            int at = y + h - (tenth - 2) * h / 8;
            g.setColor(GRID);
            g.drawLine(x, at, x + w, at);
            text(String.format(Locale.ROOT, "%.1f", tenth / 10.0), x - 32, at + 5, FAINT, 12, Font.PLAIN);
        }
        for (Episode e : memory.episodic().latest(Integer.MAX_VALUE)) {
            double kept = ForgettingCurve.retained(e.salience(), e.reward(), e.ingestTime(),
                    memory.episodic().accesses(e.id()).times(), now);
            double days = Duration.between(e.ingestTime(), now).toHours() / 24.0;
            g.setColor(e.lived() ? ORANGE : e.salience() < 0.4 ? FAINT : TEAL);
            g.fillOval(x + (int) (days * w / 183) - 2, y + h - (int) ((kept - 0.2) * h / 0.8) - 2, 5, 5);
        }
        text("chatter", x + 20, y + h - 6, FAINT, 12, Font.BOLD);
        text("told facts", x + 90, y + h - 6, TEAL, 12, Font.BOLD);
        text("errands", x + 170, y + h - 6, ORANGE, 12, Font.BOLD);
        text("today", x, y + h + 20, FAINT, 12, Font.PLAIN);
        text("half a year ago", x + w - 90, y + h + 20, FAINT, 12, Font.PLAIN);
    }

    private void skills(AgentMemory memory, int x, int y, int w) {
        title("Skills and what repeats", x, y);
        int at = y + 14;
        for (Skill skill : memory.procedural().skills().stream().limit(3).toList()) {
            text(skill.name(), x, at, BLUE, 14, Font.BOLD);
            at = wrapped("when " + String.join("; ", skill.condition()), x + 12, at + 20, w);
            for (String action : skill.actions()) {
                text("→ " + action, x + 12, at, INK, 12, Font.PLAIN);
                at += 17;
            }
            at = wrapped(String.format(Locale.ROOT, "seen in %d successes and %d failures, in %s", skill.support(),
                    skill.failures(), String.join(" and ", skill.channels())), x + 12, at, w) + 8;
        }
        for (var regularity : memory.semantic().regularities().stream().limit(3).toList()) {
            at = wrapped("• " + regularity.text()
                    + String.format(Locale.ROOT, " (%d of %d)", regularity.count(), regularity.trials()), x, at, w);
        }
        at += 16;
        text(String.format(Locale.ROOT, "In mind: %d items, %d of %d tokens", memory.working().items().size(),
                memory.working().tokens(), memory.working().capacity()), x, at, INK, 14, Font.BOLD);
        for (var item : memory.working().items().reversed().stream().limit(2).toList()) {
            at += 19;
            text(item.tokens() + " tokens  " + item.content().actor() + ": " + item.text(), x + 12, at, FAINT, 12,
                    Font.PLAIN);
        }
    }

    private int wrapped(String text, int x, int y, int w) {
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        int at = y;
        StringBuilder line = new StringBuilder();
        for (String word : BLANK.splitAsStream(text).toList()) {
            if (g.getFontMetrics().stringWidth(line + word) > w - 20) {
                text(line.toString(), x, at, INK, 12, Font.PLAIN);
                at += 17;
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        text(line.toString(), x, at, INK, 12, Font.PLAIN);
        return at + 19;
    }
}
