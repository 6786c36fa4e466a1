package dev.jensen.spring;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/// Which deployment to call, and how. What is empty is as if it were not there.
///
/// @param url where the deployment is, null if [JensenConnectionDetails] say that
/// @param serviceToken what `jensen token create` printed for this service, null if it has none
/// @param timeout how long a call over HTTP may take
@ConfigurationProperties("jensen")
public record JensenProperties(
    @Nullable URI url, @Nullable String serviceToken, @DefaultValue("2m") Duration timeout) {

  /// Takes an empty token for none.
  public JensenProperties {
    serviceToken = StringUtils.hasText(serviceToken) ? serviceToken : null;
  }

  /// Without the token.
  @Override
  public String toString() {
    return "JensenProperties[url=%s, timeout=%s]".formatted(url, timeout);
  }
}
