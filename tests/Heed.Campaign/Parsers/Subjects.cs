namespace Heed.Campaign.Parsers;

/// <summary>The parsers that read files which may come from anyone.</summary>
internal static class Subjects
{
    public static IReadOnlyList<ParserSubject> All =>
        [new SafetensorsSubject(), new ConfigSubject(), new VocabularySubject(), new TsvSubject(), new MosesSubject(), new GzipSubject(), new ZipSubject(),
            new TmxSubject(), new XliffSubject(), new ResxSubject(), new PoSubject(), new SentencePieceSubject(), new DocumentSubject()];
}
