package io.engram.memory.extract;

import io.engram.memory.semantic.FactDraft.Polarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Simple Chinese sentences about oneself. Relations have the same names as in English, so that what is said in one language
 * can contradict what was said in the other; values stay as they were said. Pure.
 */
final class ChineseRules {
    private static final int LONGEST_VALUE = 20;
    private static final Map<String, String> THINGS = Map.ofEntries(Map.entry("猫", "cat"), Map.entry("狗", "dog"),
            Map.entry("姐姐", "older sister"), Map.entry("妹妹", "younger sister"), Map.entry("哥哥", "older brother"),
            Map.entry("弟弟", "younger brother"), Map.entry("妻子", "wife"), Map.entry("老婆", "wife"),
            Map.entry("丈夫", "husband"), Map.entry("老公", "husband"), Map.entry("女儿", "daughter"),
            Map.entry("儿子", "son"), Map.entry("妈妈", "mother"), Map.entry("爸爸", "father"), Map.entry("颜色", "colour"),
            Map.entry("书", "book"), Map.entry("电影", "film"), Map.entry("食物", "food"), Map.entry("水果", "fruit"),
            Map.entry("运动", "sport"), Map.entry("城市", "city"), Map.entry("歌", "song"));
    private static final String THING = "(?<what>" + String.join("|", THINGS.keySet()) + ")";
    private static final String JOBS = "(?:老师|教师|医生|护士|工程师|程序员|律师|学生|厨师|记者|会计|设计师|作家|司机|画家|翻译|教授|研究员|建筑师|农民|警察|音乐家)";

    private record Rule(Pattern pattern, String relation, boolean single, Polarity polarity, boolean timed) {
    }

    private static final List<Rule> RULES = new ArrayList<>();

    private static void rule(String pattern, String relation, boolean single, Polarity polarity, boolean timed) {
        RULES.add(new Rule(Pattern.compile("^" + pattern + "(?:了|的)?[，,。.!！\\s]*$"), relation, single, polarity,
                timed));
    }

    private static void rule(String pattern, String relation, boolean single) {
        rule("我(?:现在|目前|已经|一直|也|就|真的|很|非常|特别|最近)*" + pattern, relation, single, Polarity.AFFIRMS, true);
    }

    static {
        String v = "(?<v>[^，,。.!！]+?)";
        rule("我(?:已经)?不再?住在?" + v, "lives in", true, Polarity.ENDS, true);
        rule("我(?:已经)?(?:不再?在)" + v + "(?:工作|上班)", "works at", true, Polarity.ENDS, true);
        rule("我(?:以前|曾经|过去)住在" + v, "lives in", true, Polarity.ENDS, true);
        rule("我(?:以前|曾经|过去)在" + v + "(?:工作|上班)", "works at", true, Polarity.ENDS, true);
        rule("我(?:从来没有?|从没|没有?)(?:在)?" + v + "住过", "lives in", true, Polarity.REFUTES, true);
        rule("我(?:从来没有?|从没|没有?)住过" + v, "lives in", true, Polarity.REFUTES, true);
        rule("我(?:离婚|已经离婚)(?<v>)", "is married to", true, Polarity.ENDS, true);
        rule("我(?:真的|很|非常|一点也)*不(?:太)?喜欢" + v, "likes", false, Polarity.DENIES, true);
        rule("我(?:已经)?不再喜欢" + v, "likes", false, Polarity.ENDS, true);
        rule("我对" + v + "不过敏", "is allergic to", false, Polarity.DENIES, true);
        rule("(?:住在|搬到了?|搬去了?|搬家到了?|住)" + v, "lives in", true);
        rule("(?:叫做?|名叫)" + v, "is called", true);
        rule("我的(?:名字|全名)(?:是|叫)" + v, "is called", true, Polarity.AFFIRMS, true);
        rule("在" + v + "(?:工作|上班)", "works at", true);
        rule("(?:是|当了?|做)(?:一[名个位])?(?<v>[^，,。.!！]{0,6}" + JOBS + ")", "works as", true);
        rule("(?:来自|出生在|出生于|是从)" + v + "(?:来)?", "comes from", true);
        rule("我的生日是" + v, "has birthday on", true, Polarity.AFFIRMS, false);
        rule("对" + v + "过敏", "is allergic to", false);
        rule("(?:喜欢|爱)(?:吃|喝|看|听|玩)?" + v, "likes", false);
        rule("(?:讨厌|受不了)" + v, "dislikes", false);
        rule("(?:会说|说|会讲)" + v, "speaks", false);
        rule("我最喜欢的" + THING + "是" + v, "has as favourite %s", true, Polarity.AFFIRMS, true);
        rule("我的?" + THING + "(?:的名字)?(?:叫|是)" + v, "has a %s called", false, Polarity.AFFIRMS, true);
        rule("今?年?(?<v>\\d{1,3})岁", "is of age", true);
    }

    private ChineseRules() {
    }

    /** What a sentence states; {@code timeless} is the sentence without its time. */
    static List<Statement> of(String sentence, String timeless) {
        for (Rule rule : RULES) {
            String text = rule.timed() ? timeless : sentence;
            int comma = Math.max(text.indexOf('，'), text.indexOf(','));
            Matcher m = rule.pattern().matcher(comma > 0 ? text.substring(0, comma) : text);
            if (m.find() && m.group("v").length() <= LONGEST_VALUE) {
                String relation = rule.relation().contains("%s")
                        ? rule.relation().replace("%s", THINGS.getOrDefault(m.group("what"), m.group("what")))
                        : rule.relation();
                return values(m.group("v")).stream()
                        .map(v -> new Statement("", relation, v, rule.single(), rule.polarity(), rule.timed()))
                        .toList();
            }
        }
        return List.of();
    }

    private static List<String> values(String v) {
        return v.isEmpty() ? List.of(Statement.ANY) : List.of(v.split("和|、|跟"));
    }
}
