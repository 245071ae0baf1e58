// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.etcd.EtcdJournal.ForgottenClient;
import io.netcheck.exporter.store.RecordLines;
import java.io.IOException;

/** The value under the key of a forgotten client: the instance and number of its last heartbeat. */
record ForgottenValue(String instance, long sequence) {
  static byte[] write(ForgottenClient client) throws IOException {
    return RecordLines.JSON
        .writeValueAsString(new ForgottenValue(client.instance(), client.sequence()))
        .getBytes(UTF_8);
  }

  static ForgottenValue read(byte[] json) throws IOException {
    ForgottenValue text = RecordLines.read(json, ForgottenValue.class);
    if (text.instance == null) {
      throw new IOException("no instance");
    }
    return text;
  }
}
