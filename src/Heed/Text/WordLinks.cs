namespace Heed.Text;

/// <summary>Brings the links of two directions together.</summary>
internal static class WordLinks
{
    /// <summary>
    /// What both directions have, and then what one has and stands beside a link, diagonally too, for a word that has none yet.
    /// </summary>
    /// <param name="sourceOfTarget">For each target word its source word, −1 for none.</param>
    /// <param name="targetOfSource">For each source word its target word, −1 for none.</param>
    /// <returns>The links, by target and then by source.</returns>
    public static IReadOnlyList<(int Source, int Target)> GrowDiagonal(int[] sourceOfTarget, int[] targetOfSource)
    {
        int sources = targetOfSource.Length, targets = sourceOfTarget.Length;
        bool[,] linked = new bool[sources, targets], either = new bool[sources, targets];
        bool[] hasSource = new bool[sources], hasTarget = new bool[targets];
        for (int t = 0; t < targets; t++)
            if (sourceOfTarget[t] >= 0) either[sourceOfTarget[t], t] = true;
        for (int s = 0; s < sources; s++)
        {
            int t = targetOfSource[s];
            if (t < 0) continue;
            if (either[s, t]) Link(s, t);
            either[s, t] = true;
        }
        for (bool grew = true; grew;)
        {
            grew = false;
            for (int s = 0; s < sources; s++)
                for (int t = 0; t < targets; t++)
                {
                    if (!either[s, t] || linked[s, t] || (hasSource[s] && hasTarget[t]) || !HasNeighbour(s, t)) continue;
                    Link(s, t);
                    grew = true;
                }
        }
        var links = new List<(int, int)>();
        for (int t = 0; t < targets; t++)
            for (int s = 0; s < sources; s++)
                if (linked[s, t]) links.Add((s, t));
        return links;

        void Link(int s, int t) => linked[s, t] = hasSource[s] = hasTarget[t] = true;

        bool HasNeighbour(int s, int t)
        {
            for (int i = Math.Max(0, s - 1); i <= Math.Min(sources - 1, s + 1); i++)
                for (int j = Math.Max(0, t - 1); j <= Math.Min(targets - 1, t + 1); j++)
                    if (linked[i, j]) return true;
            return false;
        }
    }
}
