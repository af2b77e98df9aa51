package io.engram.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.agent.tool.Permissions.Grant;
import io.engram.agent.tool.ToolException.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolRunnerTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder = Path.of("");

    /** A shop with things that look and things that change. */
    public static final class Shop {
        final AtomicInteger orders = new AtomicInteger();
        final CountDownLatch gate = new CountDownLatch(1);

        /** How urgent. */
        public enum Speed {
            SLOW, FAST
        }

        /** What to send. */
        public record Item(@Param("stock keeping unit") String sku, int count, Optional<String> note) {
            public Item {
                if (count < 1)
                    throw new IllegalArgumentException("count: expected >= 1, received " + count);
            }
        }

        @Tool("price of a thing in cents")
        public long price(@Param("stock keeping unit") String sku) {
            return sku.length() * 100L;
        }

        @Tool(value = "orders things", effect = Effect.IRREVERSIBLE)
        public String order(List<Item> items, Speed speed, Optional<String> remark) {
            return "order " + orders.incrementAndGet() + ": " + items.size() + " " + speed
                    + remark.map(r -> " " + r).orElse("");
        }

        @Tool(value = "waits for ever", effect = Effect.WRITE, timeoutMillis = 50)
        public void stall() throws InterruptedException {
            orders.incrementAndGet();
            gate.await();
        }

        @Tool(value = "waits until it is let", timeoutMillis = 10_000)
        public void hold() throws InterruptedException {
            gate.await();
        }

        @Tool(value = "breaks", effect = Effect.WRITE)
        public void fail() {
            orders.incrementAndGet();
            throw new IllegalStateException("out of stock");
        }
    }

    private final Shop shop = new Shop();

    private ToolRunner runner(Permissions permissions) {
        return ToolRunner.open(Toolbox.of(shop), permissions, folder, "ada", InstantSource.fixed(NOON), 2);
    }

    private static Permissions all() {
        Permissions permissions = new Permissions(InstantSource.fixed(NOON));
        for (String tool : List.of("price", "order", "stall", "hold", "fail"))
            permissions.grant(Grant.of(tool, Effect.IRREVERSIBLE));
        return permissions;
    }

    private static ToolCall call(String tool, String json, String... key) throws Exception {
        return new ToolCall(tool, (ObjectNode) new ObjectMapper().readTree(json), "user:bo",
                key.length == 0 ? Optional.empty() : Optional.of(key[0]));
    }

    private static ToolException refused(ToolRunner runner, ToolCall call) throws Exception {
        try {
            ToolResult result = runner.call(call).orTimeout(10, TimeUnit.SECONDS).join();
            throw new AssertionError("expected a refusal, received " + result);
        } catch (CompletionException e) {
            if (e.getCause() instanceof ToolException refusal)
                return refusal;
            throw e;
        }
    }

    @Test
    void grantedCall_returnsWhatTheMethodReturned() throws Exception {
        try (ToolRunner runner = runner(all())) {
            assertThat(runner.call(call("price", "{\"sku\":\"abc\"}")).join().value().asLong()).isEqualTo(300);
            assertThat(runner.call(call("order", "{\"items\":[{\"sku\":\"a\",\"count\":2}],\"speed\":\"FAST\"}", "k"))
                    .join().value()
                    .asText()).isEqualTo("order 1: 1 FAST");
        }
    }

    @Test
    void schema_saysTypesNamesAndWhatIsRequired() {
        ToolSpec order = Toolbox.of(shop).spec("order");

        assertThat(order.schema().toString())
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"items\":{\"type\":\"array\","
                        + "\"items\":{\"type\":\"object\",\"properties\":{\"sku\":{\"type\":\"string\",\"description\":\"stock keeping unit\"},"
                        + "\"count\":{\"type\":\"integer\"},\"note\":{\"type\":\"string\"}},\"required\":[\"sku\",\"count\"],"
                        + "\"additionalProperties\":false}},\"speed\":{\"type\":\"string\",\"enum\":[\"SLOW\",\"FAST\"]},"
                        + "\"remark\":{\"type\":\"string\"}},\"required\":[\"items\",\"speed\"],\"additionalProperties\":false}");
    }

    @Test
    void nothingIsAllowed_untilItIsGranted() throws Exception {
        Permissions permissions = new Permissions(InstantSource.fixed(NOON));
        try (ToolRunner runner = runner(permissions)) {
            ToolCall price = call("price", "{\"sku\":\"abc\"}");
            assertThat(refused(runner, price).reason()).isEqualTo(Reason.DENIED);
            assertThat(runner.granted("user:bo")).isEmpty();

            permissions.grant(new Grant("price", Effect.READ, "user:cy", Optional.empty()));
            assertThat(refused(runner, price)).hasMessageContaining("other callers");
            permissions.grant(new Grant("price", Effect.READ, "user:bo", Optional.of(NOON)));
            assertThat(refused(runner, price)).hasMessageContaining("expired");
            permissions.grant(Grant.of("order", Effect.READ));
            assertThat(refused(runner, call("order", "{\"items\":[],\"speed\":\"SLOW\"}", "k")))
                    .hasMessageContaining("stronger");
            permissions.grant(Grant.of("price", Effect.READ));
            assertThat(runner.call(price).join().value().asLong()).isEqualTo(300);
            assertThat(permissions.revoke(grant -> grant.caller().equals("*"))).isEqualTo(2);
            assertThat(refused(runner, price).reason()).isEqualTo(Reason.DENIED);
        }
        assertThat(shop.orders).hasValue(0);
    }

    @Test
    void argumentsThatDoNotFit_areRefusedWithTheirPath() throws Exception {
        try (ToolRunner runner = runner(all())) {
            assertThat(refused(runner, call("price", "{}")))
                    .hasMessage("price.sku: expected a value, received nothing");
            assertThat(refused(runner, call("price", "{\"sku\":7}")))
                    .hasMessage("price.sku: expected a string, received 7");
            assertThat(refused(runner, call("price", "{\"sku\":\"a\",\"class\":\"x\"}")))
                    .hasMessageContaining("received 'class'");
            assertThat(refused(runner,
                    call("order", "{\"items\":[{\"sku\":\"a\",\"count\":1e3}],\"speed\":\"FAST\"}", "k")))
                    .hasMessageStartingWith("order.items[0].count: expected a whole number");
            assertThat(
                    refused(runner, call("order", "{\"items\":[{\"sku\":\"a\",\"count\":0}],\"speed\":\"FAST\"}", "k")))
                    .hasMessageContaining("order.items[0]: count: expected >= 1");
            assertThat(refused(runner, call("order", "{\"items\":[],\"speed\":\"fast\"}", "k")).reason())
                    .isEqualTo(Reason.BAD_ARGUMENTS);
            assertThat(refused(runner, call("prize", "{}")).reason()).isEqualTo(Reason.UNKNOWN_TOOL);
        }
        assertThat(shop.orders).hasValue(0);
    }

    @Test
    void placeIsFree_whenTheResultIsKnown() throws Exception {
        try (ToolRunner runner = ToolRunner.open(Toolbox.of(shop), all(), folder, "ada", InstantSource.fixed(NOON),
                1)) {
            for (int i = 0; i < 2_000; i++)
                assertThat(refused(runner, call("price", "{}")).reason()).as("call %d", i)
                        .isEqualTo(Reason.BAD_ARGUMENTS);
        }
    }

    @Test
    void sameKey_isCarriedOutOnceEvenAfterARestart() throws Exception {
        ToolCall order = call("order", "{\"items\":[],\"speed\":\"SLOW\"}", "k1");
        try (ToolRunner runner = runner(all())) {
            assertThat(refused(runner, call("order", "{\"items\":[],\"speed\":\"SLOW\"}")).reason())
                    .isEqualTo(Reason.KEY_MISSING);
            assertThat(runner.call(order).join().repeated()).isFalse();
            assertThat(runner.call(order).join().repeated()).isTrue();
            assertThat(refused(runner, call("order", "{\"items\":[],\"speed\":\"FAST\"}", "k1")).reason())
                    .isEqualTo(Reason.KEY_REUSED);
        }
        try (ToolRunner again = runner(all())) {
            ToolResult result = again.call(order).join();
            assertThat(result.repeated()).isTrue();
            assertThat(result.value().asText()).isEqualTo("order 1: 0 SLOW");
        }
        assertThat(shop.orders).hasValue(1);
    }

    @Test
    void callThatWasBegunAndNeverFinished_isNotRepeated() throws Exception {
        ToolCall order = call("order", "{\"items\":[],\"speed\":\"SLOW\"}", "k1");
        try (CallLog log = CallLog.open(folder, "ada")) {
            log.begin(order, Clock.systemUTC().instant());
        }
        try (ToolRunner runner = runner(all())) {
            assertThat(refused(runner, order).reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
        }
        assertThat(shop.orders).hasValue(0);
    }

    @Test
    void slowTool_isEndedAndItsKeyStaysUnknown() throws Exception {
        try (ToolRunner runner = runner(all())) {
            assertThat(refused(runner, call("stall", "{}", "k")).reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(refused(runner, call("stall", "{}", "k")).reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
        }
        assertThat(shop.orders).hasValue(1);
    }

    @Test
    void failingTool_saysWhyAndIsNotRepeatedUnderItsKey() throws Exception {
        try (ToolRunner runner = runner(all())) {
            assertThat(refused(runner, call("fail", "{}", "k"))).hasMessageContaining("out of stock");
            assertThat(refused(runner, call("fail", "{}", "k"))).hasMessageContaining("out of stock");
        }
        assertThat(shop.orders).hasValue(1);
    }

    @Test
    void moreCallsThanPlaces_areRefusedAsBusy() throws Exception {
        try (ToolRunner runner = runner(all())) {
            var first = runner.call(call("hold", "{}"));
            var second = runner.call(call("hold", "{}"));
            assertThat(refused(runner, call("price", "{\"sku\":\"a\"}")).reason()).isEqualTo(Reason.BUSY);
            shop.gate.countDown();
            first.join();
            second.join();
        }
    }
}
