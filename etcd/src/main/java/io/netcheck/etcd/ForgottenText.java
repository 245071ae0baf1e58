// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.etcd.EtcdJournal.Forgotten;
import io.netcheck.exporter.store.RecordLines;
import java.io.IOException;

/** The last that was heard of a client that is known no more: a life, and a heartbeat of it. */
record ForgottenText(String instance, long sequence) {
  static byte[] write(Forgotten client) throws IOException {
    return RecordLines.JSON
        .writeValueAsString(new ForgottenText(client.instance(), client.sequence()))
        .getBytes(UTF_8);
  }

  static ForgottenText read(byte[] json) throws IOException {
    ForgottenText text = RecordLines.JSON.readValue(json, ForgottenText.class);
    if (text == null || text.instance == null) {
      throw new IOException("no instance");
    }
    return text;
  }
}
