namespace Heed.Apps.Tests.Studio;

/// <summary>The tests that share one studio and one browser.</summary>
[CollectionDefinition]
public sealed class StudioCollection : ICollectionFixture<StudioFixture>;
