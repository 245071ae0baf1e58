// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Both images. A test that has a parameter of this type, and {@link Build} as its extension, gets
 * those that are built once for all tests of a run.
 */
public record Images(Path store, Image agent, Image exporter) implements AutoCloseable {
  /** Builds them when the first test asks, and removes them after the last test of all. */
  public static final class Build implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Images.class;
    }

    @Override
    public Images resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(Images.class))
          .computeIfAbsent(Images.class, _ -> build(), Images.class);
    }
  }

  private static Images build() {
    TestRequirements.tools("buildah", "unshare", "nsenter", "chroot", "bash", "ip", "strip");
    TestRequirements.root();
    try {
      // Not below the temporary folder: that may be memory, and this is a gigabyte.
      Path store = Files.createTempDirectory(Path.of("/var/tmp"), "netcheck-images");
      List<Image> images = Image.build(store);
      return new Images(store, images.getFirst(), images.getLast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    ProgramRun.run(List.of("rm", "-rf", store.toString()));
  }
}
