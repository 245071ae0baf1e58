// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What services and resolvers answer, and how services are named. */
public final class ServiceTargets {
  private static final List<Class<? extends Exception>> FAILED = List.of(IOException.class);

  private ServiceTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
            "http-answer",
            in -> {
              InputStream stream = new ByteArrayInputStream(in);
              HttpResponse response = HttpResponse.read(stream);
              return response.body(stream);
            },
            FAILED),
        FuzzTarget.of(
            "http-body",
            in -> {
              InputStream stream = new ByteArrayInputStream(in);
              HttpResponse response = HttpResponse.read(stream);
              response.skipBody(stream);
              return response.status();
            },
            FAILED),
        FuzzTarget.of("dns-answer", ServiceTargets::dns),
        FuzzTarget.of(
            "resolv-conf",
            in ->
                ResolvConf.parse(new String(in, ISO_8859_1).lines().toList())
                    .candidates("exporter")),
        FuzzTarget.of(
            "hosts-file",
            in -> HostsFile.addresses(new String(in, ISO_8859_1).lines().toList(), "localhost")),
        FuzzTarget.of(
            "service-url",
            in -> ServiceUrl.parse(new String(in, UTF_8)).kind(),
            List.of(IllegalArgumentException.class)));
  }

  private static Object dns(byte[] input) throws TextParseException {
    Name name = Name.fromString("exporter.example.");
    DnsAnswers answers = new DnsAnswers(List.of(query(name, Type.A, 1), query(name, Type.AAAA, 2)));
    answers.add(input);
    return List.of(
            answers.areComplete(),
            answers.hadNonsense(),
            Integer.toString(answers.cutOff().size()),
            Integer.toString(answers.addresses().size()))
        .toString();
  }

  private static Message query(Name name, int type, int id) {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.getHeader().setID(id);
    return query;
  }
}
