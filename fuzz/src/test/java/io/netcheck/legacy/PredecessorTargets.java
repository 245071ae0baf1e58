// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.client.TestRegistry;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordLines;
import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.StoppedClock;
import io.netcheck.legacy.k8snet.K8snetApi;
import io.netcheck.legacy.netchecker.NetcheckerApi;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests to the APIs of the predecessors, and what is told of their clients. */
public final class PredecessorTargets {
  private PredecessorTargets() {}

  public static List<FuzzTarget> all() {
    ProcessClock clock = new StoppedClock();
    K8snetApi k8snet =
        new K8snetApi(TestRegistry.CONFIG, clock, _ -> true, _ -> true, () -> {}, _ -> {});
    NetcheckerApi netchecker =
        new NetcheckerApi(
            TestRegistry.CONFIG, clock, _ -> true, () -> {}, _ -> {}, Optional::empty, List::of);
    return List.of(
        FuzzTarget.of(
            "k8snet-request",
            in -> {
              RequestHead head = head(in);
              Object outcome = outcome(head, k8snet.answer(head), in);
              k8snet.tick();
              return outcome + " " + k8snet.clients(Map.of()).size() + k8snet.section().isPresent();
            }),
        FuzzTarget.of(
            "netchecker-request",
            in -> {
              RequestHead head = head(in);
              Object outcome = outcome(head, netchecker.answer(head), in);
              return outcome
                  + " "
                  + netchecker.clients().size()
                  + netchecker.metrics(wanted -> wanted).collect().size();
            }),
        FuzzTarget.of(
            "predecessor-record", in -> learned(records(clock), in), List.of(IOException.class)));
  }

  private static ExternalRecords records(ProcessClock clock) {
    K8snetApi k8snet =
        new K8snetApi(TestRegistry.CONFIG, clock, _ -> true, _ -> true, () -> {}, _ -> {});
    NetcheckerApi netchecker =
        new NetcheckerApi(
            TestRegistry.CONFIG, clock, _ -> true, () -> {}, _ -> {}, Optional::empty, List::of);
    Map<String, ExternalRecords> all = new HashMap<>(k8snet.records());
    all.putAll(netchecker.records());
    return new RecordsByProtocol(all);
  }

  /** What a store has: the name of a record in the first line, and its JSON in the second. */
  private static String learned(ExternalRecords records, byte[] input) throws IOException {
    String name = new String(input, 0, line(input), UTF_8);
    if (records.record(name).isPresent()) {
      throw new AssertionError("known before it was learned: " + name);
    }
    JsonNode json =
        RecordLines.read(
            Arrays.copyOfRange(input, Math.min(input.length, line(input) + 1), input.length),
            JsonNode.class);
    Learned learned = records.learn(name, json, RecordAge.FRESH);
    records.heardElsewhere(name, json);
    if (learned == Learned.TAKEN && records.record(name).isEmpty()) {
      throw new AssertionError("taken, but not known: " + name);
    }
    return learned + " " + records.names().size();
  }

  /** The first line: method, decoded path and query with blanks between. */
  private static RequestHead head(byte[] input) {
    String[] words = new String(input, 0, line(input), UTF_8).split(" ", 3);
    return new RequestHead(
        InetAddress.getLoopbackAddress(),
        words[0],
        words.length < 2 ? "/" : words[1],
        words.length < 3 ? "" : words[2].replaceAll("[^!-~]", ""),
        RequestHeaders.NONE,
        List.of());
  }

  private static int line(byte[] input) {
    int line = 0;
    while (line < input.length && input[line] != '\r') {
      line++;
    }
    return line;
  }

  private static String outcome(RequestHead head, Optional<Answer> answer, byte[] input) {
    if (answer.isEmpty()) {
      return "none";
    }
    if (!(answer.get() instanceof Answer.Handled handled)) {
      return "later";
    }
    byte[] body = Arrays.copyOfRange(input, Math.min(input.length, line(input) + 1), input.length);
    Response response;
    try {
      response =
          handled
              .handler()
              .handle(new Request(head, Map.of(), handled.maxBody() == 0 ? new byte[0] : body));
    } catch (HttpError e) {
      response = handled.refusal().apply(e);
    }
    for (String header : response.headers().values()) {
      if (header.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new AssertionError("a header that is not ASCII: " + header);
      }
    }
    String text = new String(response.body(), ISO_8859_1);
    return response.status() + " " + text.substring(0, Math.min(12, text.length()));
  }
}
