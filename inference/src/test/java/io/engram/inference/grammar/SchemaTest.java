package io.engram.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.Constraint;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    /** schema ¦ texts it accepts, with ; between ¦ texts it rejects. */
    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', value = {
            "{'type':'integer','minimum':3} ¦ 3;4;10;99;1000 ¦ 2;0;-3;3.5;03",
            "{'type':'integer','exclusiveMinimum':-5,'maximum':12} ¦ -4;-1;0;7;12;10 ¦ -5;-10;13;20;100",
            "{'type':'integer','maximum':-7} ¦ -7;-8;-10;-123 ¦ -6;7;0;-1",
            "{'type':'integer','minimum':98,'maximum':1203} ¦ 98;99;100;999;1000;1203;1199 ¦ 97;1204;9;2000;10000",
            "{'type':'number','minimum':0,'maximum':1} ¦ 0;1;0.5;0.999;1.0;0.0 ¦ 1.1;-0.1;2;1.0001",
            "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':2.5} ¦ 0.1;2.4;2.49;1;2;0.01 ¦ 0;2.5;2.50;0.0;2.51;3",
            "{'type':'number','minimum':-1.25} ¦ -1.25;-1.2;0;5;100.75 ¦ -1.26;-2;-1.3",
            "{'type':'string','pattern':'^[a-c]+$'} ¦ `'a'`;`'abc'` ¦ `''`;`'d'`;`'ad'`",
            "{'type':'string','pattern':'a+'} ¦ `'a'`;`'xay'`;`'baab'` ¦ `''`;`'b'`",
            "{'type':'string','pattern':'^(\\\\+\\\\d{1,3} )?\\\\d{3}-\\\\d{4}$'} ¦ `'555-1234'`;`'+41 555-1234'` ¦ `'55-1234'`;`'+ 555-1234'`",
            "{'type':'string','pattern':'^(?:ab|cd)?x{2,}$'} ¦ `'abxx'`;`'cdxxx'`;`'xx'` ¦ `'abx'`;`'acxx'`",
            "{'type':'string','pattern':'^a|b$'} ¦ `'ax'`;`'xb'` ¦ `'xa'`;`'bx'`",
            "{'type':'string','format':'date'} ¦ `'2024-02-29'`;`'1999-12-31'` ¦ `'2024-13-01'`;`'2024-04-31'`;`'24-01-01'`",
            "{'type':'string','format':'time'} ¦ `'23:59:59Z'`;`'00:00:00.5+02:00'` ¦ `'24:00:00Z'`;`'12:60:00Z'`",
            "{'type':'string','format':'date-time'} ¦ `'2024-02-29T12:00:00Z'` ¦ `'2024-02-29'`;`'2024-02-29 12:00:00Z'`",
            "{'type':'string','format':'uuid'} ¦ `'123e4567-e89b-12d3-a456-426614174000'` ¦ `'123e4567'`",
            "{'type':['string','null']} ¦ `'a'`;null ¦ 1;true",
            "{'type':'string','minLength':2,'maxLength':3} ¦ `'ab'`;`'äöü'`;`'a\\u00e9'` ¦ `'a'`;`'abcd'`",
            "{'type':'string','maxLength':3000} ¦ `''`;`'abc'` ¦ 1;`'a",
            "{'const':{'a':[1,'é']}} ¦ {'a':[1,'é']};{ 'a' : [ 1, '\\u00e9' ] } ¦ {'a':[1]};{}",
            "{'enum':['a',1,null,true]} ¦ `'a'`;1;null;true ¦ 2;`'b'`;false",
            "{'type':'integer','enum':[1,'x',2]} ¦ 1;2 ¦ `'x'`;3",
            "{'anyOf':[{'type':'integer'},{'type':'boolean'}]} ¦ 1;true ¦ `'a'`;null;1.5",
            "{'oneOf':[{'type':'string'},{'type':'null'}]} ¦ `'a'`;null ¦ 1",
            "{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':3} ¦ [1];[1, 2,3] ¦ [];[1,2,3,4];['a'];[1,]",
            "{'type':'array','prefixItems':[{'type':'integer'},{'type':'string'}],'items':false} ¦ [];[1];[1,'a'] ¦ ['a'];[1,'a',2]",
            "{'type':'array','prefixItems':[{'type':'integer'}],'items':{'type':'boolean'},'minItems':2} ¦ [1,true];[1,true,false] ¦ [1];[1,2];[]",
            "{'type':'array','maxItems':0} ¦ [];[ ] ¦ [1]",
            "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'}},'required':['a'],'additionalProperties':false} ¦ {'a':1};{'a':1,'b':'x'};{'b':'x','a':1};{ 'a' : 1 } ¦ {};{'b':'x'};{'a':1,'c':2};{'a':1,'a':2};{'a':'x'};{'a':1,}",
            "{'type':'object','properties':{'a':{'type':'integer'}}} ¦ {};{'a':1};{'b':true};{'b':1,'a':2,'ab':[]} ¦ {'a':'x'};{'b':1,'a':'x'}",
            "{'type':'object','required':['x']} ¦ {'x':1};{'y':2,'x':null} ¦ {};{'y':1}",
            "{'type':'object','properties':{'a':true,'no':false},'additionalProperties':{'type':'integer'}} ¦ {'a':'x'};{'z':1} ¦ {'no':1};{'z':'x'}",
            "{'allOf':[{'type':'object','properties':{'a':{'type':'integer'}},'required':['a']},{'properties':{'b':{'type':'string'}},'required':['b']}]} ¦ {'a':1,'b':'x'};{'b':'x','a':1} ¦ {'a':1};{'b':'x'}",
            "{'allOf':[{'type':'integer','minimum':2},{'maximum':4}]} ¦ 2;3;4 ¦ 1;5",
            "{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','properties':{'v':{'type':'integer'},'next':{'$ref':'#/$defs/n'}},'required':['v'],'additionalProperties':false}}} ¦ {'v':1};{'v':1,'next':{'v':2,'next':{'v':3}}} ¦ {'next':{'v':1}};{'v':1,'next':{}}",
            "{'type':'object','anyOf':[{'required':['a']},{'required':['b']}],'properties':{'a':{'type':'integer'},'b':{'type':'integer'}},'additionalProperties':false} ¦ {'a':1};{'b':1};{'a':1,'b':2} ¦ {};{'c':1}",
            "{'minimum':5} ¦ 5;6.5;`'a'`;[] ¦ 4",
            "{} ¦ 1;`'a'`;[1,{'a':null}];-1.5e+10 ¦ [1;01;nul",
            "{'type':'number'} ¦ 0;-0;1.5;1E5;12345678901234567890 ¦ .5;1.;+1;1e;NaN"})
    void accepts_asTheKeywordsSay(String schema, String yes, String no) {
        Constraint made = Constraint.ofJsonSchema(schema.replace('\'', '"'));
        for (String text : yes.replace("`", "").replace('\'', '"').split(";", -1)) {
            assertThat(made.accepts(text.strip())).as("yes: " + text).isTrue();
        }
        for (String text : no.replace("`", "").replace('\'', '"').split(";", -1)) {
            assertThat(made.accepts(text.strip())).as("no: " + text).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'not':{}}", "{'type':'string','format':'email'}", "{'type':'integer','multipleOf':2}",
            "{'if':{}}", "{'patternProperties':{}}", "{'type':'array','uniqueItems':true}", "{'minProperties':1}",
            "{'type':'string','pattern':'(?!a)'}", "{'type':'string','pattern':'\\\\bx'}",
            "{'type':'string','pattern':'(a)\\\\1'}", "{'type':'string','pattern':'['}",
            "{'type':'string','pattern':'a','maxLength':3}", "{'type':'integer','minimum':5,'maximum':4}",
            "{'type':'object','required':['a'],'additionalProperties':false}", "{'enum':[1],'type':'string'}",
            "{'allOf':[{'type':'string'},{'type':'integer'}]}",
            "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/a'}}}",
            "{'minimum':'x'}", "{'type':'array','minItems':3,'maxItems':2}", "{'$ref':'#a'}"})
    void compile_whatCannotBeHonoured_isRefused(String schema) {
        assertThatThrownBy(() -> Constraint.ofJsonSchema(schema.replace('\'', '"')))
                .isInstanceOf(GrammarException.class);
    }

    @Test
    void bounds_ofRandomNumbers_areKept() {
        Random random = new Random(3);
        for (int round = 0; round < 150; round++) {
            BigDecimal a = number(random);
            BigDecimal b = number(random);
            BigDecimal low = a.min(b);
            BigDecimal high = a.max(b);
            boolean open = random.nextBoolean();
            if (low.compareTo(high) == 0 && open) {
                continue;
            }
            Constraint made = Constraint.ofJsonSchema("{\"type\":\"number\",\"minimum\":" + low + ",\""
                    + (open ? "exclusiveMaximum" : "maximum") + "\":" + high + "}");
            for (int i = 0; i < 40; i++) {
                BigDecimal x = i == 0 ? low : i == 1 ? high : number(random);
                boolean in = x.compareTo(low) >= 0 && x.compareTo(high) <= (open ? -1 : 0);
                assertThat(made.accepts(x.toPlainString())).as("%s <= %s <= %s", low, x, high).isEqualTo(in);
            }
        }
    }

    private static BigDecimal number(Random random) {
        return BigDecimal.valueOf(random.nextInt(-2000, 2000), random.nextInt(4));
    }
}
