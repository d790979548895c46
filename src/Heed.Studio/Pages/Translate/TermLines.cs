using Heed.Text;

namespace Heed.Studio.Pages.Translate;

/// <summary>Terms as people type them: <c>chat = tomcat</c>, a line each.</summary>
public static class TermLines
{
    /// <summary>The terms; none where nothing is typed.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="wrong">The first line, from 1, that lacks a term, the sign between or a translation; 0 where none does.</param>
    public static Glossary? Read(string text, out int wrong)
    {
        ArgumentNullException.ThrowIfNull(text);
        wrong = 0;
        var glossary = new Glossary();
        int line = 0;
        foreach (string typed in text.Split('\n'))
        {
            line++;
            if (string.IsNullOrWhiteSpace(typed)) continue;
            if (!glossary.TryAdd(typed) && wrong == 0) wrong = line;
        }
        return glossary.Count == 0 || wrong > 0 ? null : glossary;
    }
}
