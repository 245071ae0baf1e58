// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.netcheck.daemon.StartException;
import io.netcheck.kubernetes.KubernetesConfig.Access;
import io.netcheck.kubernetes.KubernetesConfig.ServiceAccount;
import io.netcheck.log.LogLevels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Opens the client library with deadlines, and only with the configured access: by itself the
 * library also looks for environment variables and files.
 */
final class KubernetesApi {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration REQUEST = Duration.ofSeconds(10);

  /** The first pause before a failed watch is repeated; it doubles up to 32 s. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private KubernetesApi() {}

  /**
   * Sends nothing yet.
   *
   * @throws StartException if the access cannot be read
   */
  static KubernetesClient open(Access access, Interceptor observer) {
    ConfigBuilder config =
        switch (access) {
          case Access.InCluster in -> inCluster(in);
          case Access.ByFile by -> byFile(by.file());
        };
    // Its retries are its normal life, with a stack trace each; what matters is logged here.
    LogLevels.silence("io.fabric8");
    return new KubernetesClientBuilder()
        .withConfig(
            config
                .withUserAgent("netcheck-exporter")
                .withConnectionTimeout((int) CONNECT.toMillis())
                .withRequestTimeout((int) REQUEST.toMillis())
                // Callers repeat their requests themselves. The transport repeats once, because
                // with 0 it does not report that a connection failed.
                .withRequestRetryBackoffLimit(1)
                .withWatchReconnectInterval((int) PAUSE.toMillis())
                .build())
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("netcheck", observer))
        .build();
  }

  private static ConfigBuilder byFile(Path file) {
    try {
      return new ConfigBuilder(Config.fromKubeconfig(file.toFile()));
    } catch (RuntimeException e) {
      throw new StartException("the kubeconfig " + file + " cannot be understood", e);
    }
  }

  private static ConfigBuilder inCluster(Access.InCluster in) {
    ServiceAccount account = in.account();
    ConfigBuilder config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(in.server().toString())
            .withNamespace(read(account.namespace(), "default"))
            .withOauthTokenProvider(() -> read(account.token(), ""));
    return Files.isReadable(account.authority())
        ? config.withCaCertFile(account.authority().toString())
        : config;
  }

  private static String read(Path file, String fallback) {
    try {
      return Files.readString(file).strip();
    } catch (IOException _) {
      // Without a token the API answers 401, and that is reported.
      return fallback;
    }
  }
}
