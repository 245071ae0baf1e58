// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The faults of these parsers are found. */
class FuzzRunTest {
  private static final Corpus CORPUS =
      new Corpus(List.of("{\"number\":[12,3],\"text\":\"abc\"}".getBytes(ISO_8859_1)));
  private static final int INPUTS = 20_000;

  private static FuzzRun.Result run(FuzzTarget.Parser parser) throws InterruptedException {
    return new FuzzRun(
            FuzzTarget.of("planted", parser, List.of(IOException.class)), CORPUS, INPUTS, 1)
        .run();
  }

  private static FuzzRun.Finding found(FuzzTarget.Parser parser) throws InterruptedException {
    FuzzRun.Result result = run(parser);
    assertEquals(1, result.findings().size(), () -> result.findings().toString());
    return result.findings().values().iterator().next();
  }

  @Test
  void anExceptionThatIsNotDocumentedIsFoundAndItsInputShrunk() throws InterruptedException {
    FuzzRun.Finding finding =
        found(input -> {
          if (new String(input, ISO_8859_1).contains("2147483648")) {
            throw new NumberFormatException();
          }
          throw new IOException("refused");
        });
    assertTrue(finding.problem() instanceof NumberFormatException, finding.problem()::toString);
    assertEquals("2147483648", new String(finding.input(), ISO_8859_1));
  }

  @Test
  void aParserThatRecursesIsFound() throws InterruptedException {
    assertTrue(found(input -> depth(input, 0)).problem() instanceof StackOverflowError);
  }

  private static int depth(byte[] input, int at) {
    return at < input.length && input[at] == '[' ? 1 + depth(input, at + 1) : 0;
  }

  @Test
  void aHalfOfAPairIsFound() throws InterruptedException {
    FuzzRun.Finding finding =
        found(input -> {
          if (new String(input, ISO_8859_1).contains("\\udc00\\udc00")) {
            throw new IllegalStateException();
          }
          return "";
        });
    assertEquals("\\udc00\\udc00", new String(finding.input(), ISO_8859_1));
  }

  @Test
  void memoryBeyondTheLimitIsFound() throws InterruptedException {
    FuzzRun.Finding finding =
        found(input -> input.length > 0 && input[0] == (byte) 0xFF ? new byte[40 << 20] : "");
    assertArrayEquals(new byte[] {(byte) 0xFF}, finding.input());
  }

  @Test
  void anInputThatTheParserChangesIsFound() throws InterruptedException {
    assertTrue(
        found(
                input -> {
                  if (input.length > 1 && input[1] == 0) {
                    input[1] = 1;
                  }
                  return "";
                })
            .problem()
            .getMessage()
            .contains("changes its input"));
  }

  @Test
  void aValueThatIsWrittenWrongIsFound() throws InterruptedException {
    FuzzRun.Finding finding =
        found(input ->
            RoundTrip.of(
                input,
                bytes -> new String(bytes, ISO_8859_1),
                text -> text.replace('\t', ' ').getBytes(ISO_8859_1)));
    assertEquals("\t", new String(finding.input(), ISO_8859_1));
  }

  @Test
  void oneSeedLeadsToTheSameInputs() throws InterruptedException {
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    var _ = run(input -> first.add(Arrays.hashCode(input)));
    var _ = run(input -> second.add(Arrays.hashCode(input)));
    assertEquals(first, second);
  }
}
